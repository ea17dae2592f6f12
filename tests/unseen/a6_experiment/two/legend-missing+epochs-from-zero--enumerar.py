# exercise: plot_validation_curve
# mistake: The epochs on the axis (and the mark) count from 0, and the legend is never drawn although the curves have names.
import copy
from functools import partial

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def track_metrics(model, loader, metrics, device):
    mode, _ = model.training, model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        batches = ((model(x.to(device)).sigmoid(), y.to(device).long()) for x, y in loader)
        for pair in batches:
            metrics.update(*pair)
    model.train(mode)
    return {k: v.item() for k, v in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    ax = ax or plt.subplots()[1]
    for key, name in {"train_loss": "train", "val_loss": "validation"}.items():
        xs, ys = zip(*enumerate(history[key]))
        ax.plot(xs, ys, label=name)
    best, _ = min(enumerate(history["val_loss"]), key=lambda pair: pair[1])
    ax.axvline(best, linestyle="--", color="grey")
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    return ax


def diagnose(history, *, target_loss, gap):
    least = min(history["val_loss"])
    if not min(history["train_loss"]) <= target_loss:
        return "underfitting"
    if history["val_loss"][-1] - least > gap:
        return "overfitting"
    return "good fit"


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    part = partial(train_test_split, random_state=seed)
    A, X_test, a, y_test = part(X, y, stratify=y, test_size=0.2)
    X_train, X_val, y_train, y_val = part(A, a, stratify=a, test_size=0.2)
    scale = StandardScaler().fit(X_train).transform
    column = lambda v: torch.tensor(v, dtype=torch.float32, device=device).reshape(-1, 1)
    matrix = lambda M: torch.tensor(scale(M), dtype=torch.float32, device=device)

    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(X.shape[1], 20), nn.ReLU(), nn.Linear(20, 10), nn.ReLU(), nn.Linear(10, 1)).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    generator = torch.Generator().manual_seed(seed)
    loader = DataLoader(TensorDataset(matrix(X_train), column(y_train)), 32, shuffle=True, generator=generator)
    V, v = matrix(X_val), column(y_val)
    train_loss, val_loss, snapshots = [], [], {}
    for epoch in range(1, max_epochs + 1):
        model.train()
        total = 0.0
        for x, t in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), t)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        model.eval()
        with torch.no_grad():
            value = criterion(model(V), v).item()
        if not val_loss or value < min(val_loss):
            snapshots = {epoch: copy.deepcopy(model.state_dict())}
        train_loss.append(total / len(X_train))
        val_loss.append(value)
        (best_epoch,) = snapshots
        if epoch - best_epoch >= patience:
            break
    model.load_state_dict(snapshots[best_epoch])
    model.eval()
    with torch.no_grad():
        pred = (model(matrix(X_test)) >= 0).long().flatten().cpu().numpy()
    return {
        "history": {"train_loss": train_loss, "val_loss": val_loss},
        "best_epoch": best_epoch,
        "test_accuracy": float(accuracy_score(y_test, pred)),
        "test_f1": float(f1_score(y_test, pred)),
        "model": model,
    }
