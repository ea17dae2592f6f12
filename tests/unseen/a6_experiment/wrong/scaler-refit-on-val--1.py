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


def track_metrics(model, loader, metrics, device):
    metrics.reset()
    metrics.to(device)
    was_training = model.training
    grad_antes = torch.is_grad_enabled()
    try:
        torch.set_grad_enabled(False)
        model.train(False)
        for batch in loader:
            X, y = [t.to(device) for t in batch]
            z = model(X).squeeze(1)
            metrics.update(1 / (1 + torch.exp(-z)), y.squeeze(1).to(torch.int64))
        res = metrics.compute()
    finally:
        torch.set_grad_enabled(grad_antes)
        if was_training:
            model.train()
        else:
            model.eval()
    salida = {}
    for k in res:
        salida[k] = res[k].cpu().item()
    return salida


from matplotlib.figure import Figure


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = Figure().subplots()      # sin pyplot: ninguna ventana posible
    tr = history["train_loss"]
    va = history["val_loss"]
    eps = [i + 1 for i, _ in enumerate(tr)]
    best_loss, best_epoch = va[0], 1
    for e, v in zip(eps, va):
        if v < best_loss:
            best_loss, best_epoch = v, e
    # primero la marca, después las curvas
    ax.plot([best_epoch, best_epoch], [min(tr + va), max(tr + va)], "k--", lw=1)
    ax.plot(eps, va, label="val loss")
    ax.plot(eps, tr, label="train loss")
    ax.set_xlabel("# epoch")
    ax.set_ylabel("loss (BCE)")
    ax.legend()
    return ax


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
    torch.manual_seed(seed)
    X_resto, X_test, y_resto, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(X_resto, y_resto, test_size=0.25, stratify=y_resto, random_state=seed)

    X_train = StandardScaler().fit_transform(X_train)
    X_val = StandardScaler().fit_transform(X_val)
    X_test = StandardScaler().fit_transform(X_test)

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
