# exercises: track_metrics, diagnose
# Tarea 6 - un experimento honesto
from __future__ import annotations

import copy
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn as nn
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch.utils.data import *
from torchmetrics import *
from torchmetrics.classification import *


def track_metrics(model, loader, metrics, device):
    antes = model.training
    model.eval()
    resultados = {}
    metrics.reset()
    probs = torch.empty(0, 1, device=device)
    reales = torch.empty(0, 1, dtype=torch.long, device=device)
    with torch.no_grad():
        for x, y in loader:
            p = torch.special.expit(model(x.to(device)))
            probs = torch.cat((probs, p))
            reales = torch.cat((reales, y.to(device).long()))
    metrics.to(device)
    metrics.update(probs, reales)
    for nombre, valor in metrics.compute().items():
        resultados[nombre] = valor.tolist()
    metrics.reset()
    return resultados


def plot_validation_curve(history, ax=None):
    if ax is None:
        plt.figure()
        ax = plt.axes()
    plt.sca(ax)
    epochs = torch.arange(1, len(history["train_loss"]) + 1).numpy()
    mejor = epochs[np.argmin(history["val_loss"])]
    plt.plot(epochs, history["train_loss"], color="b", label="Train")
    plt.plot(epochs, history["val_loss"], color="r", label="Val")
    plt.vlines(mejor, *plt.ylim(), colors="g", linestyles="dotted", label="early stopping")
    plt.xlabel("Epoch")
    plt.ylabel("Loss")
    plt.title(f"Mejor epoch: {mejor}")
    plt.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    tl, vl = history["train_loss"], history["val_loss"]
    match (tl[-1] > target_loss, vl[-1] - min(vl) > gap):
        case (True, _):
            return "underfitting"
        case (False, True):
            return "overfitting"
        case _:
            return "good fit"


def estratificar(y, seed, fracciones=(0.6, 0.2)):
    """Índices de train, val y test, clase por clase."""
    rng = np.random.default_rng(seed)
    partes = [[], [], []]
    for clase in np.unique(y):
        idx = rng.permutation(np.flatnonzero(y == clase))
        a = int(round(fracciones[0] * len(idx)))
        b = a + int(round(fracciones[1] * len(idx)))
        for parte, trozo in zip(partes, np.split(idx, [a, b])):
            parte.extend(trozo.tolist())
    return [np.array(p) for p in partes]


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    tr, va, te = estratificar(np.asarray(y), seed)
    mu, sigma = X[tr].mean(axis=0), X[tr].std(axis=0)
    sigma[sigma == 0] = 1.0
    Z = torch.tensor((X - mu) / sigma, dtype=torch.float32, device=device)
    Y = torch.tensor(y, dtype=torch.float32, device=device).reshape(-1, 1)

    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 1)).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

    train_loss, val_loss = [], []
    best = {"epoch": None, "loss": np.inf, "weights": None}
    for epoch in range(1, max_epochs + 1):
        # el train completo es un solo batch
        model.train()
        optimizer.zero_grad()
        loss = criterion(model(Z[tr]), Y[tr])
        loss.backward()
        optimizer.step()
        train_loss.append(loss.item())

        model.eval()
        with torch.no_grad():
            v = criterion(model(Z[va]), Y[va]).item()
        val_loss.append(v)
        if v < best["loss"]:
            best = {"epoch": epoch, "loss": v, "weights": {k: w.clone() for k, w in model.state_dict().items()}}
        elif epoch - best["epoch"] >= patience:
            break

    model.load_state_dict(best["weights"])
    with torch.no_grad():
        pred = (torch.sigmoid(model(Z[te])) >= 0.5).float()
    real = Y[te]
    tp = (pred * real).sum().item()
    f1 = 2 * tp / (pred.sum().item() + real.sum().item())
    acc = (pred == real).float().mean().item()
    return dict(history={"train_loss": train_loss, "val_loss": val_loss}, best_epoch=best["epoch"],
                test_accuracy=acc, test_f1=f1, model=model)
