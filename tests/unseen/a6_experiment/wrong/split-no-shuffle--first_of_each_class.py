# exercise: run_experiment
# mistake: the split takes the first 60 and the next 20 percent of each class in the order of the data, whatever the seed
"""Assignment 6: torchmetrics, scikit-learn and matplotlib together."""

from __future__ import annotations

import copy
from contextlib import contextmanager

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
import numpy as np
from sklearn.model_selection import StratifiedShuffleSplit
from torch import nn
import torch
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


@contextmanager
def evaluating(model: nn.Module):
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(was_training)


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    """Metrics of the whole loader, from probabilities."""
    metrics = metrics.to(device)
    metrics.reset()
    with evaluating(model):
        for inputs, targets in loader:
            probabilities = model(inputs.to(device)).sigmoid()
            metrics.update(probabilities, targets.to(device).to(torch.int64))
    return {name: value.item() for name, value in metrics.compute().items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    """Both curves and a mark at the first minimum."""
    if ax is None:
        ax = plt.figure(figsize=(6, 4)).add_subplot()
    epochs = np.arange(1, len(history["train_loss"]) + 1)
    best = int(np.argmin(history["val_loss"]))
    ax.plot(epochs, history["train_loss"], label="train")
    ax.plot(epochs, history["val_loss"], label="validation")
    ax.axvline(epochs[best], linestyle=":", color="k")
    ax.set(xlabel="Epoch", ylabel="Loss", title="Validation curve")
    ax.legend(loc="best")
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    """First reading of the curve."""
    best_train = min(history["train_loss"])
    rise = history["val_loss"][-1] - min(history["val_loss"])
    if best_train > target_loss:
        return "underfitting"
    elif rise > gap:
        return "overfitting"
    else:
        return "good fit"


def build_network(n_features: int) -> nn.Module:
    return nn.Sequential(nn.Linear(n_features, 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1))


def stratified_parts(y: np.ndarray):
    train, val, test = [], [], []
    for label in np.unique(y):
        members = np.flatnonzero(y == label)
        a, b = int(0.6 * len(members)), int(0.8 * len(members))
        train.append(members[:a])
        val.append(members[a:b])
        test.append(members[b:])
    return np.concatenate(train), np.concatenate(val), np.concatenate(test)


def mean_loss(model, loader, criterion, device) -> float:
    total = 0.0
    with evaluating(model):
        for inputs, targets in loader:
            total += criterion(model(inputs.to(device)), targets.to(device)).item() * len(inputs)
    return total / len(loader.dataset)


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    """Split, scale, train, restore the best weights, test once."""
    torch.manual_seed(seed)
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y)
    train, val, test = stratified_parts(y)
    mean, std = X[train].mean(axis=0), X[train].std(axis=0)
    std[std == 0] = 1.0
    inputs = torch.from_numpy((X - mean) / std).float()
    targets = torch.from_numpy(y.astype(np.float32)).unsqueeze(1)

    def loader(part, **options):
        return DataLoader(TensorDataset(inputs[part], targets[part]), batch_size=32, **options)

    train_loader = loader(train, shuffle=True, generator=torch.Generator().manual_seed(seed))
    val_loader, test_loader = loader(val), loader(test)

    model = build_network(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    history = {"train_loss": [], "val_loss": []}
    best_state, best_epoch, best_loss = copy.deepcopy(model.state_dict()), 0, float("inf")
    for epoch in range(1, max_epochs + 1):
        model.train()
        total = 0.0
        for batch_inputs, batch_targets in train_loader:
            batch_inputs, batch_targets = batch_inputs.to(device), batch_targets.to(device)
            loss = criterion(model(batch_inputs), batch_targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch_inputs)
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(mean_loss(model, val_loader, criterion, device))
        if history["val_loss"][-1] < best_loss:
            best_loss, best_epoch = history["val_loss"][-1], epoch
            best_state = copy.deepcopy(model.state_dict())
        elif epoch - best_epoch >= patience:
            break

    model.load_state_dict(best_state)
    scores = track_metrics(
        model, test_loader, MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()}), device
    )
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": scores["accuracy"],
        "test_f1": scores["f1"],
        "model": model,
    }
