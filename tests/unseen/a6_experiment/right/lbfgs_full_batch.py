"""Los datos son chicos: un epoch es un solo batch con todo, y el optimizador es L-BFGS con closure."""
import math
import os
import tempfile

import matplotlib

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.model_selection import StratifiedShuffleSplit
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(model, loader, metrics, device):
    modo = model.training
    # red + sigmoide como una sola red; eval() llega a las dos
    con_probabilidad = nn.Sequential(model, nn.Sigmoid()).eval()
    metrics.reset()
    metrics.cpu()
    with torch.no_grad():
        for x, y in loader:
            metrics.update(con_probabilidad(x.to(device)).cpu(), y.cpu().int())
    model.train(modo)
    return {nombre: float(valor) for nombre, valor in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.subplots()[1]
    n = len(history["val_loss"])
    # las dos curvas de una vez: columnas de una matriz
    tabla = np.array([history["train_loss"], history["val_loss"]], dtype=float).T
    ax.plot(np.arange(1, n + 1), tabla, label=["loss de train", "loss de validación"])
    mejor = 1 + int(np.argmin(tabla[:, 1]))
    ax.vlines(mejor, *ax.get_ylim(), colors="gray", linestyles="dotted")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend(frameon=False)
    return ax


def diagnose(history, *, target_loss, gap):
    llego = any(loss <= target_loss for loss in history["train_loss"])
    if not llego:
        return "underfitting"
    *_, ultimo = history["val_loss"]
    return "overfitting" if any(ultimo - loss > gap for loss in history["val_loss"]) else "good fit"


def _partir(y, cuantos, seed):
    quedan, salen = next(StratifiedShuffleSplit(n_splits=1, test_size=cuantos, random_state=seed).split(np.zeros(len(y)), y))
    return quedan, salen


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X = np.asarray(X, dtype=np.float64)
    y = np.asarray(y).astype(np.int64)
    n = len(y)
    resto, test = _partir(y, round(0.25 * n), seed)
    train, val = _partir(y[resto], round(0.2 * n), seed + 1)
    train, val = resto[train], resto[val]

    mu, sigma = X[train].mean(0), X[train].std(0)
    sigma[np.isclose(sigma, 0, atol=1e-12)] = 1.0

    def tensores(indices):
        return (
            torch.from_numpy((X[indices] - mu) / sigma).float().to(device),
            torch.from_numpy(y[indices]).float().unsqueeze(-1).to(device),
        )

    (x_train, y_train), (x_val, y_val) = tensores(train), tensores(val)

    with torch.random.fork_rng(devices=[]):        # el generador global queda como estaba
        torch.manual_seed(seed)
        model = nn.Sequential(nn.Linear(X.shape[1], 16), nn.Tanh(), nn.Linear(16, 1))
    model.to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.LBFGS(model.parameters(), lr=0.3, max_iter=1, history_size=5)

    def closure():
        optimizer.zero_grad()
        loss = criterion(model(x_train), y_train)
        # un poco de weight decay, sólo en el gradiente: lo que se informa es el loss
        loss.backward()
        for p in model.parameters():
            p.grad.add_(p.detach(), alpha=5e-2)
        return loss

    train_loss, val_loss = [], []
    carpeta = tempfile.TemporaryDirectory()
    archivo = os.path.join(carpeta.name, "mejor.pt")
    mejor = None
    for epoch in range(1, max_epochs + 1):
        model.train()
        train_loss.append(optimizer.step(closure).item())      # step devuelve el loss del comienzo
        model.eval()
        with torch.no_grad():
            val_loss.append(float(criterion(model(x_val), y_val)))
        if not math.isnan(val_loss[-1]) and (mejor is None or val_loss[-1] < val_loss[mejor - 1]):
            mejor = epoch
            torch.save(model.state_dict(), archivo)
        if epoch - (mejor or 0) >= patience:
            break

    if mejor is not None:
        model.load_state_dict(torch.load(archivo, map_location=device, weights_only=True))
    carpeta.cleanup()

    x_test, y_test = tensores(test)
    resultado = track_metrics(
        model,
        DataLoader(TensorDataset(x_test, y_test), batch_size=len(test)),
        MetricCollection([BinaryAccuracy(), BinaryF1Score()]),
        device,
    )
    return {
        "history": {"train_loss": train_loss, "val_loss": val_loss},
        "best_epoch": mejor,
        "test_accuracy": resultado["BinaryAccuracy"],
        "test_f1": resultado["BinaryF1Score"],
        "model": model,
    }
