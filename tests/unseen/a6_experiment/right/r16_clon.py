# style: metrics.clone() on the device (the caller's collection is not touched), pandas draws the curve, best mark with vlines drawn first, Decimal comparisons
# open options used: the mark is added before the curves; AdamW with label_smoothing-free BCE; three folds of StratifiedKFold; deepcopy(model) as the best
import copy
from contextlib import contextmanager
from decimal import Decimal

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import torch
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedKFold
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@contextmanager
def evaluating(model):
    was = model.training
    try:
        with torch.inference_mode():
            yield model.eval()
    finally:
        model.train(was)


def track_metrics(model, loader, metrics, device):
    own = metrics.clone().to(device)
    own.reset()
    with evaluating(model):
        for inputs, targets in loader:
            logits = model(inputs.to(device))
            own.update(logits.sigmoid().squeeze(1), targets.to(device).squeeze(1).int())
        return {name: value.item() for name, value in own.compute().items()}


def plot_validation_curve(history, ax=None):
    table = pd.DataFrame({"train": history["train_loss"], "val": history["val_loss"]})
    table.index += 1
    if ax is None:
        ax = plt.figure().gca()
    ax.vlines([table["val"].idxmin()], *(lambda v: (v.min(), v.max()))(table.to_numpy()), colors="gray", linestyles="dotted", label="best")
    ax.plot(table.index, table["val"], label="pérdida de validación", color="tab:orange")
    ax.plot(table.index, table["train"], label="pérdida de entrenamiento", color="tab:blue")
    ax.set_xlabel("época")
    ax.set_ylabel("pérdida")
    ax.legend(loc="upper right")
    return ax


def diagnose(history, *, target_loss, gap):
    exact = lambda number: Decimal(str(float(number)))
    train, val = ([exact(v) for v in history[name]] for name in ("train_loss", "val_loss"))
    if min(train) > exact(target_loss):
        return "underfitting"
    return "overfitting" if val[-1] - min(val) > exact(gap) else "good fit"


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    y = np.asarray(y)
    folds = [held for _, held in StratifiedKFold(5, shuffle=True, random_state=seed).split(X, y)]
    test, val, train = folds[0], folds[1], np.concatenate(folds[2:])
    mean, std = X[train].mean(0), X[train].std(0)
    Z = torch.from_numpy(((X - mean) / np.where(std > 0, std, 1)).astype(np.float32))
    T = torch.from_numpy(y.astype(np.float32)).reshape(-1, 1)
    g = torch.Generator().manual_seed(seed)
    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 1))
    for layer in model:
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu", generator=g)
            nn.init.zeros_(layer.bias)
    model.to(device)
    loader = DataLoader(TensorDataset(Z[train], T[train]), batch_size=64, shuffle=True, generator=g)
    criterion, optimizer = nn.BCEWithLogitsLoss(), torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-2)
    rows, best, waiting = [], None, 0
    while len(rows) < max_epochs and waiting < patience:
        model.train()
        total = 0.0
        for a, b in loader:
            optimizer.zero_grad()
            loss = criterion(model(a.to(device)), b.to(device))
            loss.backward()
            optimizer.step()
            total += loss.item() * len(a)
        with evaluating(model):
            now = criterion(model(Z[val].to(device)), T[val].to(device)).item()
        rows.append({"train_loss": total / len(train), "val_loss": now})
        if best is None or now < best[0]:
            best, waiting = (now, len(rows), copy.deepcopy(model)), 0
        else:
            waiting += 1
    _, best_epoch, champion = best
    with evaluating(champion):
        labels = (champion(Z[test].to(device)) >= 0).flatten().long().cpu().numpy()
    return {
        "history": pd.DataFrame(rows).to_dict(orient="list"),
        "best_epoch": best_epoch,
        "test_accuracy": float(accuracy_score(y[test], labels)),
        "test_f1": float(f1_score(y[test], labels)),
        "model": champion,
    }
