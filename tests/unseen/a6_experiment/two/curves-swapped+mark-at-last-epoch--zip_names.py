# exercise: plot_validation_curve
# mistake: the names of the two curves are exchanged, and the mark is at the last epoch
from contextlib import contextmanager
from copy import deepcopy

import numpy as np
import torch
from matplotlib.figure import Figure
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


@contextmanager
def evaluating(net):
    mode = net.training
    net.eval()
    try:
        with torch.no_grad():
            yield net
    finally:
        net.train(mode)


def track_metrics(model, loader, metrics, device):
    metrics.reset()
    metrics.to(device)
    with evaluating(model):
        for x, y in loader:
            metrics.update(model(x.to(device)).sigmoid().flatten(), y.to(device).flatten().int())
        return {name: value.item() for name, value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    ax = ax if ax is not None else Figure().subplots()
    epochs = range(1, len(history["val_loss"]) + 1)
    for name, key in zip(("validation", "train"), ("train_loss", "val_loss")):
        ax.plot(epochs, history[key], label=f"{name} loss")
    ax.axvline(epochs[-1], ls=":", color="grey", label="model kept")
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    worsening = history["val_loss"][-1] - min(history["val_loss"])
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    return "overfitting" if worsening > gap else "good fit"


def three_way(y, seed):
    rest, test = train_test_split(np.arange(len(y)), test_size=0.2, random_state=seed, stratify=y)
    train, val = train_test_split(rest, test_size=0.2, random_state=seed, stratify=y[rest])
    return train, val, test


def mean_loss(net, loader, criterion, device, step=None):
    total = 0.0
    for x, y in loader:
        loss = criterion(net(x.to(device)), y.to(device))
        if step is not None:
            step(loss)
        total += loss.item() * len(y)
    return total / len(loader.dataset)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    train, val, test = three_way(y, seed)
    mean, std = X[train].mean(axis=0), X[train].std(axis=0)
    Z = torch.tensor((X - mean) / np.where(std == 0, 1.0, std), dtype=torch.float32)
    t = torch.tensor(y, dtype=torch.float32)[:, None]
    loaders = {
        name: DataLoader(TensorDataset(Z[part], t[part]), batch_size=32, shuffle=name == "train")
        for name, part in (("train", train), ("val", val), ("test", test))
    }
    net = nn.Sequential(
        nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1)
    ).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3)

    def step(loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    history = {"train_loss": [], "val_loss": []}
    best = {"loss": np.inf, "epoch": 0, "state": deepcopy(net.state_dict())}
    for epoch in range(1, max_epochs + 1):
        net.train()
        history["train_loss"].append(mean_loss(net, loaders["train"], criterion, device, step))
        with evaluating(net):
            current = mean_loss(net, loaders["val"], criterion, device)
        history["val_loss"].append(current)
        if current < best["loss"]:
            best = {"loss": current, "epoch": epoch, "state": deepcopy(net.state_dict())}
        elif epoch - best["epoch"] >= patience:
            break
    net.load_state_dict(best["state"])
    final = track_metrics(
        net, loaders["test"], MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()}), device
    )
    return {
        "history": history,
        "best_epoch": best["epoch"],
        "test_accuracy": final["accuracy"],
        "test_f1": final["f1"],
        "model": net,
    }
