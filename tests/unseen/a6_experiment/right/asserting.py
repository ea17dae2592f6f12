# Checks what comes in and what goes out.
import copy
import math

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(model, loader, metrics, device):
    assert isinstance(model, nn.Module) and isinstance(metrics, MetricCollection)
    metrics.to(device)
    metrics.reset()
    was_training, seen = model.training, 0
    model.eval()
    try:
        with torch.no_grad():
            for inputs, targets in loader:
                logits = model(inputs.to(device))
                if logits.shape != targets.shape or logits.ndim != 2 or logits.shape[1] != 1:
                    raise ValueError(f"logits {tuple(logits.shape)}, targets {tuple(targets.shape)}: not (n, 1)")
                probabilities = torch.sigmoid(logits).squeeze(1)
                labels = targets.to(device).squeeze(1).long()
                assert ((labels == 0) | (labels == 1)).all(), "targets must be 0 or 1"
                assert ((probabilities >= 0) & (probabilities <= 1)).all() or probabilities.isnan().any()
                metrics.update(probabilities, labels)
                seen += len(labels)
    finally:
        model.train(was_training)
    assert seen == len(loader.dataset), "some sample was not seen"
    result = {name: value.item() for name, value in metrics.compute().items()}
    assert all(isinstance(value, float) for value in result.values())
    return result


def plot_validation_curve(history, ax=None):
    train, val = list(history["train_loss"]), list(history["val_loss"])
    if not train or len(train) != len(val):
        raise ValueError("train_loss and val_loss must be of the same length, at least 1")
    if ax is None:
        _, ax = plt.subplots()
    assert isinstance(ax, Axes)
    epochs = np.arange(1, len(val) + 1)
    lines = ax.plot(epochs, np.column_stack([train, val]))  # one call, two lines
    assert len(lines) == 2
    for line, name in zip(lines, ("training loss", "validation loss")):
        line.set_label(name)
    best = val.index(min(val)) + 1
    assert val[best - 1] == min(val) and 1 <= best <= len(val)
    ax.axvline(best, color="black", alpha=0.6, linestyle="--")
    ax.text(best, max(max(train), max(val)), f" best: {best}", va="top")
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    train, val = history["train_loss"], history["val_loss"]
    if len(train) == 0 or len(val) == 0:
        raise ValueError("an empty history")
    if min(train) > target_loss:
        verdict = "underfitting"
    elif val[-1] - min(val) > gap:
        verdict = "overfitting"
    else:
        verdict = "good fit"
    assert verdict in ("underfitting", "overfitting", "good fit")
    return verdict


def _mean_loss(model, loader, criterion, device, optimizer=None):
    model.train(optimizer is not None)
    total, n = 0.0, 0
    with torch.set_grad_enabled(optimizer is not None):
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(inputs)
            n += len(inputs)
    assert n == len(loader.dataset)
    return total / n


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X, y = np.asarray(X), np.asarray(y)
    if X.ndim != 2 or y.shape != (len(X),):
        raise ValueError("X must be (n, features) and y (n,)")
    if set(np.unique(y).tolist()) != {0, 1}:
        raise ValueError("y must hold 0 and 1")
    if max_epochs < 1 or patience < 1:
        raise ValueError("max_epochs and patience must be at least 1")
    torch.manual_seed(seed)
    index = np.arange(len(X))
    rest, test = train_test_split(index, test_size=0.2, stratify=y, random_state=seed)
    train, val = train_test_split(rest, test_size=0.25, stratify=y[rest], random_state=seed)
    assert not set(train) & set(val) and not set(rest) & set(test)
    scaler = StandardScaler().fit(X[train])
    loaders = {}
    for name, rows in (("train", train), ("val", val), ("test", test)):
        inputs = torch.tensor(scaler.transform(X[rows]), dtype=torch.float32)
        targets = torch.tensor(y[rows], dtype=torch.float32).reshape(-1, 1)
        assert inputs.isfinite().all() and targets.shape == (len(inputs), 1)
        generator = torch.Generator().manual_seed(seed)
        loaders[name] = DataLoader(
            TensorDataset(inputs, targets), batch_size=32, shuffle=name == "train", generator=generator
        )
    model = nn.Sequential(nn.Linear(X.shape[1], 24), nn.ReLU(), nn.Linear(24, 12), nn.ReLU(), nn.Linear(12, 1)).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    history = {"train_loss": [], "val_loss": []}
    best_epoch, best_state = None, copy.deepcopy(model.state_dict())
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(_mean_loss(model, loaders["train"], criterion, device, optimizer))
        history["val_loss"].append(_mean_loss(model, loaders["val"], criterion, device))
        current = history["val_loss"][-1]
        if not math.isnan(current) and (best_epoch is None or current < history["val_loss"][best_epoch - 1]):
            best_epoch, best_state = epoch, copy.deepcopy(model.state_dict())
        if epoch - (best_epoch or 0) >= patience:
            break
    model.load_state_dict(best_state)
    assert best_epoch == history["val_loss"].index(min(history["val_loss"])) + 1
    metrics = MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()})
    scores = track_metrics(model, loaders["test"], metrics, device)
    assert all(0 <= score <= 1 for score in scores.values())
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": scores["accuracy"],
        "test_f1": scores["f1"],
        "model": model,
    }
