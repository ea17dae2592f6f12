# exercise: run_experiment
import torch, copy, numpy as np, matplotlib.pyplot as plt
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from matplotlib.axes import Axes
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score, BinaryPrecision, BinaryRecall


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


from matplotlib.figure import Figure


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = Figure().subplots()      # sin pyplot: ninguna ventana posible
    tr = history["train_loss"]
    va = history["val_loss"]
    eps = [i + 1 for i, _ in enumerate(tr)]
    best_loss, best_epoch = va[0], 1
    for e, v in zip(eps, va):
        if v < best_loss:
            best_loss, best_epoch = v, e
    # primero la marca, después las curvas
    ax.plot([best_epoch, best_epoch], [min(tr + va), max(tr + va)], "k--", lw=1)
    ax.plot(eps, va, label="val loss")
    ax.plot(eps, tr, label="train loss")
    ax.set_xlabel("# epoch")
    ax.set_ylabel("loss (BCE)")
    ax.legend()
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
    net.eval()
    with torch.no_grad():
        pred = net(X[te].to(device)).cpu().flatten().ge(0).long()
    from sklearn.metrics import confusion_matrix
    (tn, fp), (fn, tp) = confusion_matrix(y[te].long(), pred, labels=[0, 1])
    return {"history": hist, "best_epoch": best[1], "test_accuracy": float((tp + tn) / (tp + tn + fp + fn)),
            "test_f1": float(2 * tp / (2 * tp + fp + fn)), "model": net}
