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
    model.train(mode=antes)
    metrics.to(device)
    metrics.update(probs, reales)
    for nombre, valor in metrics.compute().items():
        resultados[nombre] = valor.tolist()
    metrics.reset()
    return resultados


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


import os
import tempfile


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    np.random.seed(seed)

    # --- datos
    X_train, X_rest, y_train, y_rest = train_test_split(X, y, test_size=0.4, stratify=y, random_state=seed)
    X_val, X_test, y_val, y_test = train_test_split(X_rest, y_rest, test_size=0.5, stratify=y_rest, random_state=seed)
    sc = StandardScaler()
    X_train = sc.fit_transform(X_train)
    X_val = sc.transform(X_val)
    X_test = sc.transform(X_test)
    to_t = lambda a: torch.tensor(np.array(a), dtype=torch.float32, device=device)
    X_train, X_val, X_test = map(to_t, (X_train, X_val, X_test))
    y_train, y_val, y_test = (to_t(v).view(-1, 1) for v in (y_train, y_val, y_test))

    # --- red
    model = nn.Sequential()
    model.add_module("entrada", nn.Linear(X.shape[1], 16))
    model.add_module("relu", nn.ReLU())
    model.add_module("salida", nn.Linear(16, 1))
    model.to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    loader = DataLoader(TensorDataset(X_train, y_train), batch_size=64, shuffle=True)

    # --- entrenamiento con checkpoint en disco
    history = {"train_loss": [], "val_loss": []}
    with tempfile.TemporaryDirectory() as carpeta:
        ruta = os.path.join(carpeta, "best.pt")
        best_val = None
        contador = 0
        for epoch in range(1, max_epochs + 1):
            model.train()
            suma = 0
            for xb, yb in loader:
                optimizer.zero_grad()
                out = model(xb)
                loss = criterion(out, yb)
                loss.backward()
                optimizer.step()
                suma += loss.item() * xb.shape[0]
            history["train_loss"].append(suma / X_train.shape[0])
            model.eval()
            with torch.no_grad():
                val = criterion(model(X_val), y_val).item()
            history["val_loss"].append(val)
            if best_val is None or val < best_val:
                best_val = val
                best_epoch = epoch
                contador = 0
                torch.save(model.state_dict(), ruta)
            else:
                contador = contador + 1
            if contador >= patience:
                break
        model.load_state_dict(torch.load(ruta, map_location=device))

    # --- test, una vez
    model.eval()
    with torch.no_grad():
        logits = model(X_test)
    coleccion = MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()}).to(device)
    resultado = coleccion(torch.sigmoid(logits), y_test.int())
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": resultado["accuracy"].item(),
        "test_f1": resultado["f1"].item(),
        "model": model,
    }


if __name__ == "__main__":
    from sklearn.datasets import load_breast_cancer
    X, y = load_breast_cancer(return_X_y=True)
    r = run_experiment(X, y, seed=0, device=torch.device("cpu"))
    print(r["test_accuracy"], r["test_f1"], r["best_epoch"])
    plot_validation_curve(r["history"])
    plt.savefig("curva.png")
