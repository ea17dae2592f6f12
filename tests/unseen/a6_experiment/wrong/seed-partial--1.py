# exercise: run_experiment
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


from contextlib import contextmanager


@contextmanager
def modo_evaluacion(red):
    antes = red.training
    red.eval()
    try:
        with torch.no_grad():
            yield red
    finally:
        red.train(antes)


def track_metrics(model, loader, metrics, device):
    """Evalúa la colección sobre todo el loader."""
    metrics.reset()
    with modo_evaluacion(model) as red:
        for lote, etiquetas in loader:
            logits = red(lote.to(device))
            metrics.update(logits.sigmoid().cpu(), etiquetas.long())     # las métricas viven en CPU
    valores = metrics.compute()
    return dict(zip(valores.keys(), map(float, valores.values())))


def plot_validation_curve(history, ax=None):
    dibujo = ax
    if dibujo is None:
        dibujo = plt.subplots(1)[1]
    val = list(history["val_loss"])
    ordenados = sorted(enumerate(val, start=1), key=lambda par: (par[1], par[0]))
    mejor, minimo = ordenados[0]
    xs = [e for e, _ in enumerate(val, start=1)]
    dibujo.plot(xs, list(history["train_loss"]), c="C0")
    dibujo.plot(xs, val, c="C1")
    dibujo.legend(["train", "val"])
    dibujo.axvline(x=mejor, c="k", ls="-.")
    dibujo.text(mejor, minimo, f" epoch {mejor}")
    dibujo.set(xlabel="Epochs", ylabel="Loss")
    return dibujo


def diagnose(history, *, target_loss, gap):
    mejor_train = float("inf")
    for l in history["train_loss"]:
        mejor_train = min(mejor_train, l)
    menor_val = float("inf")
    for l in history["val_loss"]:
        menor_val = min(menor_val, l)
    ultimo_val = history["val_loss"][len(history["val_loss"]) - 1]
    sesgo_alto = mejor_train > target_loss
    varianza_alta = (ultimo_val - menor_val) > gap
    if sesgo_alto:
        return "underfitting"
    else:
        if varianza_alta:
            return "overfitting"
        else:
            return "good fit"


def construir_red(n_variables):
    return nn.Sequential(
        nn.Linear(n_variables, 32), nn.ReLU(),
        nn.Linear(32, 64), nn.ReLU(),
        nn.Linear(64, 1),
    )


def loss_promedio(red, loader, criterion, device):
    red.eval()
    suma, n = 0.0, 0
    with torch.no_grad():
        for xb, yb in loader:
            xb, yb = xb.to(device), yb.to(device)
            suma += criterion(red(xb), yb).item() * len(xb)
            n += len(xb)
    return suma / n


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X_resto, X_test, y_resto, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(X_resto, y_resto, test_size=0.25, stratify=y_resto, random_state=seed)

    scaler = StandardScaler().fit(X_train)
    X_train, X_val, X_test = scaler.transform(X_train), scaler.transform(X_val), scaler.transform(X_test)

    def dataset(A, b):
        return TensorDataset(torch.tensor(A, dtype=torch.float32), torch.tensor(b, dtype=torch.float32).unsqueeze(1))

    train_loader = DataLoader(dataset(X_train, y_train), batch_size=32, shuffle=True)
    val_loader = DataLoader(dataset(X_val, y_val), batch_size=64)
    test_loader = DataLoader(dataset(X_test, y_test), batch_size=64)

    red = construir_red(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(red.parameters(), lr=1e-3)

    history = {"train_loss": [], "val_loss": []}
    mejor_loss, mejor_epoch, mejores_pesos, sin_mejora = float("inf"), 0, None, 0
    for epoch in range(1, max_epochs + 1):
        red.train()
        suma = 0.0
        for xb, yb in train_loader:
            xb, yb = xb.to(device), yb.to(device)
            optimizer.zero_grad()
            loss = criterion(red(xb), yb)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(xb)
        val_loss = loss_promedio(red, val_loader, criterion, device)
        history["train_loss"].append(suma / len(X_train))
        history["val_loss"].append(val_loss)
        if val_loss < mejor_loss:
            mejor_loss, mejor_epoch, sin_mejora = val_loss, epoch, 0
            mejores_pesos = copy.deepcopy(red.state_dict())
        else:
            sin_mejora += 1
            if sin_mejora >= patience:
                break

    red.load_state_dict(mejores_pesos)
    red.eval()
    pred = []
    with torch.no_grad():
        for xb, _ in test_loader:
            pred.append((red(xb.to(device)) > 0).cpu().squeeze(1))
    pred = torch.cat(pred).long().numpy()
    tp = int(((pred == 1) & (y_test == 1)).sum())
    fp = int(((pred == 1) & (y_test == 0)).sum())
    fn = int(((pred == 0) & (y_test == 1)).sum())
    return {
        "history": history,
        "best_epoch": mejor_epoch,
        "test_accuracy": float((pred == y_test).mean()),
        "test_f1": 2 * tp / (2 * tp + fp + fn) if tp else 0.0,
        "model": red,
    }
