# exercise: run_experiment
# mistake: Only random and NumPy (and the split) are seeded; PyTorch's weights and batch order differ from run to run.
import copy
import random

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def fijar_semilla(seed):
    random.seed(seed)
    np.random.seed(seed)


@torch.no_grad()
def track_metrics(model, loader, metrics, device):
    modo = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        metrics.update(torch.sigmoid(model(inputs)), targets.bool().long())
    model.train(modo)
    return {nombre: m.item() for nombre, m in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    eje = ax
    if eje is None:
        _, eje = plt.subplots()
    n = len(history["val_loss"])
    eje.plot(range(1, n + 1), history["train_loss"], label="Pérdida de entrenamiento")
    eje.plot(range(1, n + 1), history["val_loss"], label="Pérdida de validación")
    minimo = min(range(n), key=history["val_loss"].__getitem__)
    eje.axvline(minimo + 1, linestyle="dotted", color="black", label="Mínimo")
    eje.set_xlabel("Época")
    eje.set_ylabel("Pérdida")
    eje.legend()
    return eje


def diagnose(history, *, target_loss, gap):
    sesgo = min(history["train_loss"]) > target_loss
    varianza = history["val_loss"][-1] - min(history["val_loss"]) > gap
    if sesgo:
        return "underfitting"
    elif varianza:
        return "overfitting"
    return "good fit"


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    fijar_semilla(seed)
    indices = np.arange(len(X))
    entrena, otros = train_test_split(indices, test_size=0.4, stratify=y)
    valida, prueba = train_test_split(otros, test_size=0.5, stratify=y[otros])
    escalador = make_pipeline(StandardScaler()).fit(X[entrena])
    Z = torch.tensor(escalador.transform(X), dtype=torch.float32)
    t = torch.tensor(y, dtype=torch.float32).view(-1, 1)

    red = nn.Sequential(nn.Linear(Z.shape[1], 32), nn.ReLU(), nn.Linear(32, 1)).to(device)
    optimizer = torch.optim.Adam(red.parameters(), lr=3e-3)
    lotes = DataLoader(TensorDataset(Z[entrena], t[entrena]), batch_size=32, shuffle=True)
    history = {"train_loss": [], "val_loss": []}
    mejor = (float("inf"), 0, None)
    for epoca in range(1, max_epochs + 1):
        red.train()
        suma = 0.0
        for a, b in lotes:
            a, b = a.to(device), b.to(device)
            loss = F.binary_cross_entropy_with_logits(red(a), b)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(a)
        history["train_loss"].append(suma / len(entrena))
        red.eval()
        with torch.no_grad():
            v = F.binary_cross_entropy_with_logits(red(Z[valida].to(device)), t[valida].to(device)).item()
        history["val_loss"].append(v)
        if v < mejor[0]:
            mejor = (v, epoca, copy.deepcopy(red.state_dict()))
        if epoca - mejor[1] >= patience:
            break
    red.load_state_dict(mejor[2])
    red.eval()
    with torch.no_grad():
        clases = (red(Z[prueba].to(device)) >= 0).int().cpu().numpy().ravel()
    return {
        "history": history,
        "best_epoch": mejor[1],
        "test_accuracy": float(accuracy_score(y[prueba], clases)),
        "test_f1": float(f1_score(y[prueba], clases)),
        "model": red,
    }
