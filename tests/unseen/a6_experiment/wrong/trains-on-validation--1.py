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
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


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
            with torch.set_grad_enabled(True):
                for a, b in dl[parte]:
                    loss = crit(net(a.to(device)), b.to(device))
                    if True:
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
