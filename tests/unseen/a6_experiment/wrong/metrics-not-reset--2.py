# exercise: track_metrics
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
        metrics.reset()        # queda lista para el próximo epoch
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


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    best_train = np.min(history["train_loss"])
    val = np.array(history["val_loss"])
    if best_train > target_loss:
        diagnosis = "underfitting"
    elif val[-1] > val.min() + gap:
        diagnosis = "overfitting"
    else:
        diagnosis = "good fit"
    return diagnosis


class Estandarizar(nn.Module):
    """Primera capa: resta el promedio y divide por la desviación de train."""

    def __init__(self, X_train):
        super().__init__()
        self.register_buffer("mu", X_train.mean(0))
        self.register_buffer("sd", X_train.std(0, correction=0).clamp_min(1e-12))

    def forward(self, x):
        return (x - self.mu) / self.sd


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    rng = np.random.RandomState(seed)
    tr, te = train_test_split(np.arange(len(X)), test_size=0.2, stratify=y, random_state=rng)
    tr, va = train_test_split(tr, test_size=0.2, stratify=y[tr], random_state=rng)
    X = torch.tensor(X, dtype=torch.float32)
    y = torch.tensor(y, dtype=torch.float32)
    torch.manual_seed(seed)
    net = nn.Sequential(Estandarizar(X[tr]), nn.Linear(X.shape[1], 48), nn.ReLU(), nn.Linear(48, 1), nn.Flatten(0)).to(device)
    net = net[:-1]          # al final prefiero logits (n, 1)
    crit = nn.BCEWithLogitsLoss()
    opt = torch.optim.RMSprop(net.parameters(), lr=1e-3)
    dl = {n: DataLoader(TensorDataset(X[i], y[i, None]), batch_size=50, shuffle=(n == "train")) for n, i in (("train", tr), ("val", va))}
    hist = {"train_loss": [], "val_loss": []}
    best = (float("inf"), 0, None)
    for ep in range(1, max_epochs + 1):
        for parte in ("train", "val"):
            net.train(parte == "train")
            total = 0.0
            with torch.set_grad_enabled(parte == "train"):
                for a, b in dl[parte]:
                    loss = crit(net(a.to(device)), b.to(device))
                    if parte == "train":
                        opt.zero_grad()
                        loss.backward()
                        opt.step()
                    total += loss.item() * len(a)
            hist[f"{parte}_loss"].append(total / len(dl[parte].dataset))
        actual = hist["val_loss"][-1]
        if actual < best[0]:
            best = (actual, ep, copy.deepcopy(net.state_dict()))
        if ep - best[1] >= patience:
            break
    net.load_state_dict(best[2])
    net.eval()
    with torch.no_grad():
        pred = net(X[te].to(device)).cpu().flatten().ge(0).long()
    from sklearn.metrics import confusion_matrix
    (tn, fp), (fn, tp) = confusion_matrix(y[te].long(), pred, labels=[0, 1])
    return {"history": hist, "best_epoch": best[1], "test_accuracy": float((tp + tn) / (tp + tn + fp + fn)),
            "test_f1": float(2 * tp / (2 * tp + fp + fn)), "model": net}
