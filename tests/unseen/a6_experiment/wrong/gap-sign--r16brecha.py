# exercise: diagnose
# mistake: subtracts the last validation loss from the least one, so the difference is never above gap
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(model, loader, metrics, device):
    metrics.reset()
    antes = model.training
    model.train(False)
    probs, reales = [], []
    with torch.no_grad():
        for x, y in loader:
            z = model(x.to(device)).cpu()
            probs.append(1 / (1 + torch.exp(-z)))
            reales.append(y.cpu())
    model.train(antes)
    metrics.to("cpu")
    metrics.update(torch.cat(probs), torch.cat(reales).to(torch.int64))
    return {k: v.item() for k, v in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = plt.subplots()[1]
    epochs = np.arange(len(history["val_loss"])) + 1
    val = np.array(history["val_loss"])
    ax.plot(epochs, history["train_loss"], "b-", label="Training")
    ax.plot(epochs, val, "r-", label="Validation")
    ax.axvline(epochs[val.argmin()], c="g", ls=":")
    ax.set_xlabel("Epochs")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    val = history["val_loss"]
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    brecha = min(val) - val[-1]
    if brecha > gap:
        return "overfitting"
    return "good fit"


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y)
    azar = np.random.RandomState(seed)
    partes = {"train": [], "val": [], "test": []}
    for clase in np.unique(y):  # estratificado a mano: 64 / 16 / 20 de cada clase
        idx = azar.permutation(np.flatnonzero(y == clase))
        a, b = int(0.64 * len(idx)), int(0.80 * len(idx))
        for parte, trozo in zip(partes, (idx[:a], idx[a:b], idx[b:])):
            partes[parte].append(trozo)
    partes = {nombre: np.concatenate(trozos) for nombre, trozos in partes.items()}

    mu, sigma = X[partes["train"]].mean(axis=0), X[partes["train"]].std(axis=0)
    Z = (X - mu) / np.where(sigma > 0, sigma, 1.0)
    datos = {
        nombre: (
            torch.tensor(Z[i], dtype=torch.float32, device=device),
            torch.tensor(y[i].reshape(-1, 1), dtype=torch.float32, device=device),
        )
        for nombre, i in partes.items()
    }

    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)
    ).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    x_train, t_train = datos["train"]
    x_val, t_val = datos["val"]
    x_test, t_test = datos["test"]

    historia_train, historia_val, fotos = [], [], []
    for epoch in range(max_epochs):
        model.train()
        orden = azar.permutation(len(x_train))
        losses = []
        for lote in np.array_split(orden, max(1, len(orden) // 64)):
            optimizer.zero_grad()
            loss = criterion(model(x_train[lote]), t_train[lote])
            loss.backward()
            optimizer.step()
            losses.append(loss.item() * len(lote))
        historia_train.append(sum(losses) / len(orden))
        model.eval()
        with torch.no_grad():
            historia_val.append(criterion(model(x_val), t_val).item())
        fotos.append({k: v.clone() for k, v in model.state_dict().items()})
        if epoch - int(np.argmin(historia_val)) >= patience:
            break

    mejor = int(np.argmin(historia_val))
    model.load_state_dict(fotos[mejor])
    with torch.no_grad():
        dicho = (model(x_test) >= 0).cpu().numpy().ravel()
    cierto = t_test.cpu().numpy().ravel() == 1
    tp = (dicho & cierto).sum()
    return {
        "history": {"train_loss": historia_train, "val_loss": historia_val},
        "best_epoch": mejor + 1,
        "test_accuracy": float((dicho == cierto).mean()),
        "test_f1": float(2 * tp / max(dicho.sum() + cierto.sum(), 1)),
        "model": model,
    }
