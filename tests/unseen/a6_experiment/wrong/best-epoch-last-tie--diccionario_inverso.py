# exercise: plot_validation_curve
# mistake: Inverts loss -> epoch in a dictionary, in which the last of several equal minima overwrites the earlier ones.
import copy
import functools

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def evaluation(function):
    """Runs function(model, ...) with the model in eval mode and gradients off, then puts the mode back."""

    @functools.wraps(function)
    def wrapper(model, *args, **kwargs):
        mode = model.training
        model.train(False)
        try:
            with torch.no_grad():
                return function(model, *args, **kwargs)
        finally:
            model.train(mode)

    return wrapper


@evaluation
def track_metrics(model, loader, metrics, device):
    metrics.to(device)
    metrics.reset()
    for inputs, targets in loader:
        probs = 1 / (1 + torch.exp(-model(inputs.to(device))))
        metrics.update(probs.reshape(-1), targets.to(device).reshape(-1).long())
    return {name: value.item() for name, value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    val = history["val_loss"]
    epochs = range(1, len(val) + 1)
    epoch_of = dict(zip(val, epochs))  # look up: loss -> epoch
    ax.plot(epochs, history["train_loss"], "C0-", label="Train")
    ax.plot(epochs, val, "C1-", label="Valid")
    ax.axvline(epoch_of[min(val)], color="r", alpha=0.3)
    ax.set_xlabel("Epoch")
    ax.set_ylabel("BCE")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    high_bias = min(history["train_loss"]) > target_loss
    high_variance = history["val_loss"][-1] - min(history["val_loss"]) > gap
    if high_bias:
        return "underfitting"
    if high_variance:
        return "overfitting"
    return "good fit"


@evaluation
def epoch_loss(model, loader, criterion, device):
    losses = [(criterion(model(a.to(device)), b.to(device)).item(), len(a)) for a, b in loader]
    return sum(loss * size for loss, size in losses) / sum(size for _, size in losses)


def epoch_train(model, loader, criterion, optimizer, device):
    model.train()
    losses = []
    for a, b in loader:
        loss = criterion(model(a.to(device)), b.to(device))
        for p in model.parameters():
            p.grad = None
        loss.backward()
        optimizer.step()
        losses.append((loss.item(), len(a)))
    return sum(loss * size for loss, size in losses) / sum(size for _, size in losses)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    shuffle_gen = torch.Generator()
    shuffle_gen.manual_seed(seed)

    # 70 / 15 / 15
    X_train, X_hold, y_train, y_hold = train_test_split(X, y, train_size=0.7, stratify=y, random_state=seed)
    X_val, X_test, y_val, y_test = train_test_split(X_hold, y_hold, train_size=0.5, stratify=y_hold, random_state=seed)
    scaler = StandardScaler()
    scaler.fit(X_train)

    def loader(features, labels, **kwargs):
        features = torch.tensor(scaler.transform(features), dtype=torch.float32)
        labels = torch.tensor(np.asarray(labels, dtype=np.float32)).unsqueeze(-1)
        return DataLoader(TensorDataset(features, labels), batch_size=24, **kwargs)

    train_loader = loader(X_train, y_train, shuffle=True, generator=shuffle_gen)
    val_loader, test_loader = loader(X_val, y_val), loader(X_test, y_test)

    model = nn.Sequential()
    model.add_module("fc1", nn.Linear(X.shape[1], 48))
    model.add_module("act1", nn.ReLU())
    model.add_module("drop", nn.Dropout(0.25))
    model.add_module("out", nn.Linear(48, 1))
    model.to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)

    history = {"train_loss": [], "val_loss": []}
    snapshot = None
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(epoch_train(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(epoch_loss(model, val_loader, criterion, device))
        if snapshot is None or history["val_loss"][-1] < snapshot["loss"]:
            snapshot = {"loss": history["val_loss"][-1], "epoch": epoch, "state": copy.deepcopy(model.state_dict())}
        if epoch == snapshot["epoch"] + patience:
            break

    model.load_state_dict(snapshot["state"])
    test = track_metrics(
        model, test_loader, MetricCollection({"acc": BinaryAccuracy(), "f1": BinaryF1Score()}), device
    )
    return {
        "history": history,
        "best_epoch": snapshot["epoch"],
        "test_accuracy": test["acc"],
        "test_f1": test["f1"],
        "model": model,
    }
