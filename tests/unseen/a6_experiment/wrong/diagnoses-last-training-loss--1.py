# exercise: diagnose
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


@torch.no_grad()
def track_metrics(model, loader, metrics, device):
    estaba_entrenando = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        probs = torch.sigmoid(model(x))
        metrics.update(probs, y.int())
    model.train(estaba_entrenando)
    return {nombre: valor.item() for nombre, valor in metrics.compute().items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        fig = plt.figure(figsize=(7, 4))
        ax = fig.add_subplot(1, 1, 1)
    val = np.asarray(history["val_loss"])
    x = np.arange(1, len(val) + 1)
    best = int(np.argmin(val))
    ax.plot(x, history["train_loss"], "o-", color="tab:blue", label="Training loss")
    ax.plot(x, val, "s-", color="tab:orange", label="Validation loss")
    ax.scatter([x[best]], [val[best]], s=120, marker="*", color="red", zorder=5, label="Best")
    ax.set(xlabel="Epoch", ylabel="Loss", title="Validation Curve")
    ax.legend(loc="upper right")
    ax.grid(True, alpha=0.3)
    return ax


def diagnose(history, *, target_loss, gap):
    if history["train_loss"][-1] > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
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
