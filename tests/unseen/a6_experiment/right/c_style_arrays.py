# unusual: C style: preallocated arrays, index arithmetic, flags and counters; Fisher-Yates with random.Random(seed)
import random

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from torch import nn
from torch.utils.data import DataLoader
from torchmetrics import MetricCollection


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    flag = 1 if model.training else 0
    n = len(loader.dataset)
    prob = torch.zeros(n, 1, device=device)
    lab = torch.zeros(n, 1, dtype=torch.long, device=device)
    i = 0
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            k = x.size(0)
            prob[i : i + k] = torch.sigmoid(model(x.to(device)))
            lab[i : i + k] = y.to(device).long()
            i += k
    if flag:
        model.train()
    metrics.to(device)
    metrics.reset()
    metrics.update(prob, lab)
    out = {}
    d = metrics.compute()
    for key in d:
        out[key] = float(d[key].item())
    return out


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        fig = plt.figure()
        ax = fig.add_subplot()
    n = len(history["val_loss"])
    xs = [0] * n
    best = 0
    i = 0
    while i < n:
        xs[i] = i + 1
        if history["val_loss"][i] < history["val_loss"][best]:
            best = i
        i += 1
    ax.plot(xs, history["train_loss"], label="train")
    ax.plot(xs, history["val_loss"], label="val")
    ax.axline((xs[best], 0.0), (xs[best], 1.0), color="black", linewidth=0.8)
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    best_train = history["train_loss"][0]
    for v in history["train_loss"]:
        if v < best_train:
            best_train = v
    if best_train > target_loss:
        return "underfitting"
    best_val = history["val_loss"][0]
    last_val = best_val
    for v in history["val_loss"]:
        if v < best_val:
            best_val = v
        last_val = v
    if last_val - best_val > gap:
        return "overfitting"
    return "good fit"


def shuffle(a, rng):
    i = len(a) - 1
    while i > 0:
        j = rng.randrange(i + 1)
        a[i], a[j] = a[j], a[i]
        i -= 1


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    rng = random.Random(seed)
    n, d = X.shape
    TRAIN, VAL, TEST = 0, 1, 2
    part = np.full(n, TRAIN)
    for c in (0, 1):
        rows = [i for i in range(n) if int(y[i]) == c]
        shuffle(rows, rng)
        a = len(rows) // 5
        for i in range(a):
            part[rows[i]] = VAL
            part[rows[a + i]] = TEST

    Z = np.zeros((n, d), dtype=np.float32)
    n_train = int((part == TRAIN).sum())
    for j in range(d):
        s = 0.0
        for v in X[part == TRAIN, j]:
            s += float(v)
        mean = s / n_train
        s = 0.0
        for v in X[part == TRAIN, j]:
            s += (float(v) - mean) ** 2
        dev = (s / n_train) ** 0.5
        if dev < 1e-12:
            dev = 1.0
        Z[:, j] = (X[:, j] - mean) / dev

    inputs = torch.tensor(Z, device=device)
    targets = torch.tensor(np.asarray(y, dtype=np.float32).reshape(n, 1), device=device)
    order = [int(i) for i in np.flatnonzero(part == TRAIN)]
    val = torch.tensor(np.flatnonzero(part == VAL), device=device)
    test = torch.tensor(np.flatnonzero(part == TEST), device=device)

    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(d, 40), nn.ReLU(), nn.Linear(40, 1)).to(device)
    criterion = nn.BCEWithLogitsLoss(reduction="sum")
    optimizer = torch.optim.Adagrad(model.parameters(), lr=0.03)
    best_w = [p.data.clone() for p in model.parameters()]
    train_loss = [0.0] * max_epochs
    val_loss = [0.0] * max_epochs
    best = -1
    bad = 0
    e = 0
    BATCH = 32
    while e < max_epochs and bad < patience:
        shuffle(order, rng)
        model.train()
        acc = 0.0
        i = 0
        while i < n_train:
            idx = torch.tensor(order[i : i + BATCH], device=device)
            k = idx.numel()
            loss = criterion(model(inputs[idx]), targets[idx]) / k
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            acc += loss.item() * k
            i += k
        train_loss[e] = acc / n_train
        model.eval()
        with torch.no_grad():
            val_loss[e] = criterion(model(inputs[val]), targets[val]).item() / val.numel()
        if best < 0 or val_loss[e] < val_loss[best]:
            best = e
            bad = 0
            i = 0
            for p in model.parameters():
                best_w[i].copy_(p.data)
                i += 1
        else:
            bad += 1
        e += 1

    i = 0
    for p in model.parameters():
        p.data.copy_(best_w[i])
        i += 1
    tp = fp = fn = tn = 0
    with torch.no_grad():
        z = model(inputs[test]).flatten().tolist()
    t = targets[test].flatten().tolist()
    for i in range(len(t)):
        p = 1 if z[i] >= 0.0 else 0
        if p == 1 and t[i] == 1:
            tp += 1
        elif p == 1:
            fp += 1
        elif t[i] == 1:
            fn += 1
        else:
            tn += 1
    f1 = 0.0
    if 2 * tp + fp + fn > 0:
        f1 = 2.0 * tp / (2 * tp + fp + fn)
    return {
        "history": {"train_loss": train_loss[:e], "val_loss": val_loss[:e]},
        "best_epoch": best + 1,
        "test_accuracy": (tp + tn) / len(t),
        "test_f1": f1,
        "model": model,
    }
