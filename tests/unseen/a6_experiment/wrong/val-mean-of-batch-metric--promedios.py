# exercise: track_metrics
# mistake: the metrics of each batch are averaged over the batches, instead of those of the whole set
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def track_metrics(model, loader, metrics, device):
    modo = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    sumas = {}
    with torch.no_grad():
        for inputs, targets in loader:
            probs = torch.sigmoid(model(inputs.to(device)))
            valores = metrics(probs, targets.to(device).int())
            for nombre in valores:
                sumas[nombre] = sumas.get(nombre, 0.0) + valores[nombre].item()
    model.train(modo)
    return {nombre: suma / len(loader) for nombre, suma in sumas.items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        fig, ax = plt.subplots()
    n = len(history["train_loss"])
    epochs = list(range(1, n + 1))
    ax.plot(epochs, history["train_loss"], label="entrenamiento")
    ax.plot(epochs, history["val_loss"], label="validación")
    mejor = history["val_loss"].index(min(history["val_loss"])) + 1
    ax.axvline(mejor, color="gray", linestyle="--")
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    mejor_train = min(history["train_loss"])
    ultimo_val = history["val_loss"][-1]
    menor_val = min(history["val_loss"])
    if mejor_train > target_loss:
        return "underfitting"
    elif ultimo_val - menor_val > gap:
        return "overfitting"
    else:
        return "good fit"


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    np.random.seed(seed)

    # 60 % train, 20 % validacion, 20 % test
    X_resto, X_test, y_resto, y_test = train_test_split(X, y, test_size=0.2, random_state=seed, stratify=y)
    X_train, X_val, y_train, y_val = train_test_split(
        X_resto, y_resto, test_size=0.25, random_state=seed, stratify=y_resto
    )

    scaler = StandardScaler()
    X_train = scaler.fit_transform(X_train)
    X_val = scaler.transform(X_val)
    X_test = scaler.transform(X_test)

    X_train = torch.tensor(X_train, dtype=torch.float32)
    y_train = torch.tensor(y_train, dtype=torch.float32).reshape(-1, 1)
    X_val = torch.tensor(X_val, dtype=torch.float32).to(device)
    y_val = torch.tensor(y_val, dtype=torch.float32).reshape(-1, 1).to(device)
    X_test = torch.tensor(X_test, dtype=torch.float32).to(device)

    loader = DataLoader(TensorDataset(X_train, y_train), batch_size=32, shuffle=True)

    model = nn.Sequential(
        nn.Linear(X.shape[1], 32),
        nn.ReLU(),
        nn.Linear(32, 16),
        nn.ReLU(),
        nn.Linear(16, 1),
    ).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)

    history = {"train_loss": [], "val_loss": []}
    mejor_loss = float("inf")
    mejor_epoch = 1
    mejores_pesos = copy.deepcopy(model.state_dict())
    sin_mejora = 0

    for epoch in range(1, max_epochs + 1):
        model.train()
        suma = 0.0
        for inputs, targets in loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(inputs)
        history["train_loss"].append(suma / len(X_train))

        model.eval()
        with torch.no_grad():
            val_loss = criterion(model(X_val), y_val).item()
        history["val_loss"].append(val_loss)

        if val_loss < mejor_loss:
            mejor_loss = val_loss
            mejor_epoch = epoch
            mejores_pesos = copy.deepcopy(model.state_dict())
            sin_mejora = 0
        else:
            sin_mejora += 1
            if sin_mejora >= patience:
                break

    model.load_state_dict(mejores_pesos)
    model.eval()
    with torch.no_grad():
        predicciones = (torch.sigmoid(model(X_test)) >= 0.5).long().cpu().numpy().ravel()

    return {
        "history": history,
        "best_epoch": mejor_epoch,
        "test_accuracy": float(accuracy_score(y_test, predicciones)),
        "test_f1": float(f1_score(y_test, predicciones)),
        "model": model,
    }
