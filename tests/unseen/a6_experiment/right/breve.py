import copy, numpy as np, torch
from matplotlib.figure import Figure
from sklearn.model_selection import train_test_split as tts
from torch import nn
from torch.utils.data import DataLoader as DL, TensorDataset as TD
from torchmetrics import MetricCollection as MC
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score

def track_metrics(model, loader, metrics, device):
    was = model.training; metrics.reset(); model.eval(); metrics.to(device)
    try:
        with torch.no_grad(): [metrics.update(model(x.to(device)).sigmoid().ravel(), y.to(device).long().ravel()) for x, y in loader]
        return {k: v.item() for k, v in metrics.compute().items()}
    finally: model.train(was)

def plot_validation_curve(history, ax=None):
    ax = ax or Figure().subplots()
    t, v = history["train_loss"], history["val_loss"]; e = range(1, len(v) + 1)
    for ys, name in ((t, "train"), (v, "val")): ax.plot(e, ys, label=name)
    ax.scatter([v.index(min(v)) + 1], [min(v)], c="k", zorder=3, label="best")
    ax.set(xlabel="epoch", ylabel="loss"); ax.legend()
    return ax

diagnose = lambda history, *, target_loss, gap: ("underfitting" if min(history["train_loss"]) > target_loss else
    "overfitting" if history["val_loss"][-1] - min(history["val_loss"]) > gap else "good fit")

def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed); A, Te, a, te = tts(X, y, test_size=.3, stratify=y, random_state=seed); Tr, Va, tr, va = tts(A, a, test_size=.2, stratify=a, random_state=seed)
    mu, sd = Tr.mean(0), Tr.std(0); sd[sd < 1e-12] = 1
    ds = lambda X, y: TD(torch.tensor((X - mu) / sd).float(), torch.tensor(y).float()[:, None])
    L = DL(ds(Tr, tr), 16, shuffle=True); V = DL(ds(Va, va), 1000)
    m = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)).to(device)
    o = torch.optim.SGD(m.parameters(), lr=.02, momentum=.9, weight_decay=1e-3); c = nn.BCEWithLogitsLoss(); h = {"train_loss": [], "val_loss": []}; best = None
    for e in range(max_epochs):
        s = 0.
        for x, t in L: x, t = x.to(device), t.to(device); o.zero_grad(); l = c(m.train()(x), t); l.backward(); o.step(); s += l.item() * len(x)
        with torch.no_grad(): v = sum(c(m.eval()(x.to(device)), t.to(device)).item() * len(x) for x, t in V) / len(va)
        h["train_loss"].append(s / len(tr)); h["val_loss"].append(v)
        if best is None or v < best[0]: best = v, e + 1, copy.deepcopy(m)
        if e + 1 - best[1] >= patience: break
    m = best[2]; r = track_metrics(m, DL(ds(Te, te), 64), MC({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()}), device)
    return dict(history=h, best_epoch=best[1], model=m, **r)
