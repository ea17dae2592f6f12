# exercise: diagnose
# mistake: underfitting when the best train loss is under target_loss, and the gap is least minus last
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


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    modo = model.training
    model.eval()
    metrics.reset()
    metrics.to(device)
    with torch.no_grad():
        for inputs, targets in loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            probs = torch.sigmoid(model(inputs))
            metrics.update(probs, targets.int())
    model.train(modo)
    resultado = metrics.compute()
    return {nombre: valor.item() for nombre, valor in resultado.items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    """Learning curves with a dashed line at the checkpoint worth keeping."""
    ax = ax if ax is not None else plt.figure(figsize=(6, 4)).add_subplot()
    labels = {"train_loss": "training loss", "val_loss": "validation loss"}
    for key, label in labels.items():
        values = history[key]
        ax.plot(range(1, len(values) + 1), values, marker=".", label=label)
    best = int(np.argmin(history["val_loss"])) + 1
    ax.axvline(x=best, linestyle="--", color="k", alpha=0.6)
    ax.set(xlabel="Epoch", ylabel="Mean loss per sample", title="Validation curve")
    ax.legend(loc="best")
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    mejor_train = np.min(history["train_loss"])
    val = np.array(history["val_loss"])
    if mejor_train < target_loss:
        diagnostico = "underfitting"
    elif val.min() - val[-1] > gap:
        diagnostico = "overfitting"
    else:
        diagnostico = "good fit"
    return diagnostico


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
