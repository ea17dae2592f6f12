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

def _predicciones(model, loader, device):
    """Genera (probabilidades, targets) batch a batch."""
    for x, y in loader:
        with torch.no_grad():
            logits = model(x.to(device, non_blocking=True))
        yield torch.sigmoid(logits), y.to(device).bool().int()


def track_metrics(model, loader, metrics, device):
    modo = model.training
    model.eval()
    metrics.to(device).reset()
    for p, t in _predicciones(model, loader, device):
        metrics(p, t)          # forward también acumula
    model.train(modo)
    return {k: float(v) for k, v in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        fig, ax = plt.subplots(layout="constrained")
    serie = {k: np.array(history[k], dtype=float) for k in ("val_loss", "train_loss")}
    t = np.linspace(1, len(serie["val_loss"]), len(serie["val_loss"]))
    ax.semilogy(t, serie["train_loss"], lw=2, label=r"$L_{train}$")
    ax.semilogy(t, serie["val_loss"], lw=2, label=r"$L_{val}$")
    i = np.flatnonzero(serie["val_loss"] == serie["val_loss"].min())[0]
    ax.plot(t[i], serie["val_loss"][i], "rv", ms=10)
    ax.set_xlabel("epoch $e$")
    ax.set_ylabel("loss $L$")
    ax.legend(frameon=False)
    return ax


def diagnose(history, *, target_loss, gap):
    alcanza = any(l <= target_loss for l in history["train_loss"])
    *_, ultimo = history["val_loss"]
    empeora = ultimo - sorted(history["val_loss"])[0] > gap
    return "underfitting" if not alcanza else "overfitting" if empeora else "good fit"


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
