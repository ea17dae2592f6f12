# exercise: track_metrics
# mistake: neither resets the collection nor puts the model into eval mode
# Tarea 6: un experimento honesto
import copy

import matplotlib.pyplot as plt
import numpy as np
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
import torch
from torch.utils.data import DataLoader, TensorDataset


def track_metrics(model, loader, metrics, device):
    metrics.to(device)
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            probs = torch.sigmoid(model(inputs))
            metrics.update(probs.squeeze(1), targets.squeeze(1).long())
    return {nombre: float(valor) for nombre, valor in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        fig, ax = plt.subplots()
    train = history["train_loss"]
    val = history["val_loss"]
    epochs = list(range(1, len(val) + 1))
    ax.plot(epochs, train, label="entrenamiento")
    ax.plot(epochs, val, label="validación")
    mejor = val.index(min(val)) + 1
    ax.axvline(mejor, color="gray", linestyle="--", label="mejor epoch")
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    val = history["val_loss"]
    if val[-1] - min(val) > gap:
        return "overfitting"
    return "good fit"


class Red(nn.Module):
    def __init__(self, entradas):
        super().__init__()
        self.capas = nn.Sequential(nn.Linear(entradas, 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 1))

    def forward(self, x):
        return self.capas(x)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    np.random.seed(seed)

    # 60 / 20 / 20
    X_resto, X_test, y_resto, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(
        X_resto, y_resto, test_size=0.25, stratify=y_resto, random_state=seed
    )
    escala = StandardScaler().fit(X_train)

    def a_tensor(A, b):
        A = torch.tensor(escala.transform(A), dtype=torch.float32)
        return TensorDataset(A, torch.tensor(b, dtype=torch.float32).reshape(-1, 1))

    g = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(a_tensor(X_train, y_train), batch_size=32, shuffle=True, generator=g)
    val_loader = DataLoader(a_tensor(X_val, y_val), batch_size=64)
    test_data = a_tensor(X_test, y_test)

    model = Red(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    history = {"train_loss": [], "val_loss": []}
    mejor_loss = float("inf")
    mejor_epoch = 0
    mejores_pesos = None
    sin_mejora = 0

    for epoch in range(1, max_epochs + 1):
        model.train()
        suma, n = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(inputs)
            n += len(inputs)
        history["train_loss"].append(suma / n)

        model.eval()
        suma, n = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                suma += criterion(model(inputs), targets).item() * len(inputs)
                n += len(inputs)
        val_loss = suma / n
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
    inputs, targets = test_data.tensors
    with torch.no_grad():
        probs = torch.sigmoid(model(inputs.to(device))).cpu().reshape(-1)
    y_hat = (probs >= 0.5).long().numpy()
    y_true = targets.reshape(-1).long().numpy()
    return {
        "history": history,
        "best_epoch": mejor_epoch,
        "test_accuracy": float(accuracy_score(y_true, y_hat)),
        "test_f1": float(f1_score(y_true, y_hat)),
        "model": model,
    }
