# exercise: track_metrics
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


def track_metrics(model, loader, metrics, device):
    training = model.training
    model.eval()
    for m in metrics.values():
        m.reset()
    metrics.reset()
    metrics.to(device)
    it = iter(loader)
    while True:
            try:
                x, y = next(it)
            except StopIteration:
                break
            logits = model(x.to(device))
            dos_clases = torch.cat([torch.zeros_like(logits), logits], dim=1)
            p1 = dos_clases.softmax(dim=1)[:, 1:]         # = sigmoide
            metrics.update(preds=p1, target=y.to(device=device, dtype=torch.int64))
    model.train(training)
    return {str(k): v.detach().cpu().numpy().item() for k, v in metrics.compute().items()}


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
