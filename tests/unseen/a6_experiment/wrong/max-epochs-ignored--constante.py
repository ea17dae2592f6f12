# exercise: run_experiment
# mistake: It trains for up to a fixed number of epochs of its own, whatever max_epochs says.
from __future__ import annotations

import copy
import math

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score

CONFIG = {"batch_size": 32, "lr": 1e-3, "epochs": 150, "hidden": (32, 16)}


def track_metrics(model, loader, metrics, device):
    """Evaluate a collection over the whole loader."""
    was_training = model.training
    metrics.to(device).reset()
    model.eval()
    try:
        with torch.no_grad():
            for inputs, targets in loader:
                probabilities = model(inputs.to(device)).sigmoid().flatten()
                metrics.update(probabilities, targets.to(device).flatten().long())
    finally:
        model.train(was_training)
    return {name: value.item() for name, value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    """Training and validation loss per epoch."""
    if ax is None:
        _, ax = plt.subplots(constrained_layout=True)
    epochs = np.arange(1, len(history["val_loss"]) + 1)
    ax.plot(epochs, history["train_loss"], label="Training")
    ax.plot(epochs, history["val_loss"], label="Validation")
    best = epochs[np.argmin(history["val_loss"])]
    ax.vlines(best, *ax.get_ylim(), linestyles="dashed", label="Best epoch")
    ax.set(xlabel="Epoch", ylabel="Loss", title="Validation curve")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    """First reading of the curve."""
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] > min(history["val_loss"]) + gap:
        return "overfitting"
    return "good fit"


def build_model(in_features: int) -> nn.Module:
    layers: list[nn.Module] = []
    for width in CONFIG["hidden"]:
        layers += [nn.Linear(in_features, width), nn.ReLU()]
        in_features = width
    return nn.Sequential(*layers, nn.Linear(in_features, 1))


def split(X, y, seed):
    X_fit, X_test, y_fit, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(X_fit, y_fit, test_size=0.2, stratify=y_fit, random_state=seed)
    scaler = StandardScaler().fit(X_train)
    return {
        "train": (scaler.transform(X_train), y_train),
        "val": (scaler.transform(X_val), y_val),
        "test": (scaler.transform(X_test), y_test),
    }


def as_loader(X, y, seed=None):
    dataset = TensorDataset(torch.as_tensor(X, dtype=torch.float32), torch.as_tensor(y, dtype=torch.float32)[:, None])
    generator = None if seed is None else torch.Generator().manual_seed(seed)
    return DataLoader(dataset, CONFIG["batch_size"], shuffle=seed is not None, generator=generator)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    """Split, train with early stopping and test the best weights once."""
    parts = split(X, y, seed)
    train_loader = as_loader(*parts["train"], seed=seed)
    val_loader = as_loader(*parts["val"])

    torch.manual_seed(seed)
    model = build_model(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=CONFIG["lr"])

    history = {"train_loss": [], "val_loss": []}
    best_loss, best_epoch, best_weights = math.inf, 0, None
    for epoch in range(1, CONFIG["epochs"] + 1):
        model.train()
        total = 0.0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history["train_loss"].append(total / len(train_loader.dataset))

        model.eval()
        total = 0.0
        with torch.no_grad():
            for inputs, targets in val_loader:
                total += criterion(model(inputs.to(device)), targets.to(device)).item() * len(inputs)
        history["val_loss"].append(total / len(val_loader.dataset))

        if history["val_loss"][-1] < best_loss:
            best_loss, best_epoch = history["val_loss"][-1], epoch
            best_weights = copy.deepcopy(model.state_dict())
        if epoch - best_epoch >= patience:
            break

    model.load_state_dict(best_weights)
    metrics = MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()})
    scores = track_metrics(model, as_loader(*parts["test"]), metrics, device)
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": scores["accuracy"],
        "test_f1": scores["f1"],
        "model": model,
    }
