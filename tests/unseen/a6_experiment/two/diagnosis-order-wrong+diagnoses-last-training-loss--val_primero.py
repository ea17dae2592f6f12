# exercise: diagnose
# mistake: looks for overfitting first, and for underfitting by the last training loss instead of the best
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(model, loader, metrics, device):
    modo = model.training
    metrics.reset()
    metrics.to(device)
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            x = x.to(device)
            y = y.to(device)
            probs = torch.sigmoid(model(x))
            metrics.update(probs, y.int())
    model.train(modo)
    resultado = {}
    for nombre, valor in metrics.compute().items():
        resultado[nombre] = valor.item()
    return resultado


def plot_validation_curve(history, ax=None):
    if ax is None:
        fig, ax = plt.subplots()
    n = len(history["val_loss"])
    epochs = list(range(1, n + 1))
    ax.plot(epochs, history["train_loss"], label="entrenamiento")
    ax.plot(epochs, history["val_loss"], label="validacion")
    mejor = history["val_loss"].index(min(history["val_loss"])) + 1
    ax.axvline(mejor, color="gray", linestyle="--", label="mejor epoch")
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    train = history["train_loss"]
    val = history["val_loss"]
    empeora = val[-1] - min(val)
    if empeora > gap:
        respuesta = "overfitting"
    elif train[-1] > target_loss:
        respuesta = "underfitting"
    else:
        respuesta = "good fit"
    return respuesta


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)

    # 60 / 20 / 20
    X_train, X_resto, y_train, y_resto = train_test_split(X, y, test_size=0.4, stratify=y, random_state=seed)
    X_val, X_test, y_val, y_test = train_test_split(
        X_resto, y_resto, test_size=0.5, stratify=y_resto, random_state=seed
    )

    scaler = StandardScaler()
    X_train = scaler.fit_transform(X_train)
    X_val = scaler.transform(X_val)
    X_test = scaler.transform(X_test)

    def hacer_loader(a, b, shuffle):
        a = torch.tensor(a, dtype=torch.float32)
        b = torch.tensor(b, dtype=torch.float32).reshape(-1, 1)
        return DataLoader(TensorDataset(a, b), batch_size=32, shuffle=shuffle)

    train_loader = hacer_loader(X_train, y_train, True)
    val_loader = hacer_loader(X_val, y_val, False)
    test_loader = hacer_loader(X_test, y_test, False)

    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 1))
    model.to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)

    history = {"train_loss": [], "val_loss": []}
    mejor_loss = float("inf")
    best_epoch = 0
    mejores_pesos = copy.deepcopy(model.state_dict())
    espera = 0
    for epoch in range(1, max_epochs + 1):
        model.train()
        suma = 0.0
        for xb, yb in train_loader:
            xb, yb = xb.to(device), yb.to(device)
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(xb)
        history["train_loss"].append(suma / len(X_train))

        model.eval()
        suma = 0.0
        with torch.no_grad():
            for xb, yb in val_loader:
                xb, yb = xb.to(device), yb.to(device)
                suma += criterion(model(xb), yb).item() * len(xb)
        val_loss = suma / len(X_val)
        history["val_loss"].append(val_loss)

        if val_loss < mejor_loss:
            mejor_loss = val_loss
            best_epoch = epoch
            mejores_pesos = copy.deepcopy(model.state_dict())
            espera = 0
        else:
            espera += 1
            if espera >= patience:
                break

    model.load_state_dict(mejores_pesos)
    metricas = MetricCollection({"acc": BinaryAccuracy(), "f1": BinaryF1Score()})
    test = track_metrics(model, test_loader, metricas, device)
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": test["acc"],
        "test_f1": test["f1"],
        "model": model,
    }
