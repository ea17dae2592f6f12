# exercise: run_experiment
# mistake: run_experiment builds its Config without passing the seed on, so the field's default 0 decides split, weights and order whatever seed is given
from dataclasses import dataclass
from contextlib import contextmanager
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


@contextmanager
def inference(model):
    before = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield model
    finally:
        model.train(before)


def track_metrics(model, loader, metrics, device):
    metrics.to(device).reset()
    with inference(model) as net:
        for x, y in loader:
            metrics.update(net(x.to(device)).sigmoid(), y.to(device, torch.long))
    return {k: v.item() for k, v in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    ax = ax if ax is not None else Figure(layout="constrained").subplots()
    epochs = np.arange(1, len(history["val_loss"]) + 1)
    for key, name, style in (("train_loss", "Train", "-"), ("val_loss", "Validation", "--")):
        ax.plot(epochs, history[key], style, label=name)
    best = min(epochs, key=lambda epoch: history["val_loss"][epoch - 1])
    ax.axvline(best, color="k", alpha=0.4)
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    *_, last = val = history["val_loss"]
    if all(loss > target_loss for loss in history["train_loss"]):
        return "underfitting"
    return "overfitting" if last - min(val) > gap else "good fit"


def make_model(n_features, hidden=(32, 64)):
    sizes = [n_features, *hidden]
    blocks = [module for a, b in zip(sizes, sizes[1:]) for module in (nn.Linear(a, b), nn.ReLU())]
    return nn.Sequential(*blocks, nn.Linear(sizes[-1], 1))


def make_loaders(X, y, seed):
    """Stratified 64/16/20 split, standardised by the training part."""
    everything = np.arange(len(y))
    rest, test = train_test_split(everything, test_size=0.2, stratify=y, random_state=seed)
    train, val = train_test_split(rest, test_size=0.2, stratify=y[rest], random_state=seed + 1)
    Z = torch.tensor(StandardScaler().fit(X[train]).transform(X), dtype=torch.float32)
    t = torch.tensor(y, dtype=torch.float32).unsqueeze(1)
    generator = torch.Generator().manual_seed(seed)
    return (
        DataLoader(TensorDataset(Z[train], t[train]), batch_size=16, shuffle=True, generator=generator),
        DataLoader(TensorDataset(Z[val], t[val]), batch_size=128),
        DataLoader(TensorDataset(Z[test], t[test]), batch_size=128),
    )


def run_epoch(model, loader, criterion, device, optimizer=None):
    training = optimizer is not None
    model.train(training)
    total, count = 0.0, 0
    with torch.set_grad_enabled(training):
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * targets.numel()
            count += targets.numel()
    return total / count


@dataclass(frozen=True)
class Config:
    device: torch.device
    max_epochs: int
    patience: int
    seed: int = 0
    lr: float = 0.05
    momentum: float = 0.9
    hidden: tuple = (32, 64)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    return train_and_test(X, y, Config(device, max_epochs, patience))


def train_and_test(X, y, config):
    device = config.device
    train_loader, val_loader, test_loader = make_loaders(X, y, config.seed)
    with torch.random.fork_rng():
        torch.manual_seed(config.seed)
        model = make_model(X.shape[1], config.hidden)
    model.to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=config.lr, momentum=config.momentum)
    history = {"train_loss": [], "val_loss": []}
    best = {"epoch": 0, "loss": float("inf"), "weights": None}

    for epoch in range(1, config.max_epochs + 1):
        history["train_loss"].append(run_epoch(model, train_loader, criterion, device, optimizer))
        history["val_loss"].append(run_epoch(model, val_loader, criterion, device))
        if history["val_loss"][-1] < best["loss"]:
            weights = {name: tensor.clone() for name, tensor in model.state_dict().items()}
            best = {"epoch": epoch, "loss": history["val_loss"][-1], "weights": weights}
        elif epoch - best["epoch"] >= config.patience:
            break

    model.load_state_dict(best["weights"])
    result = track_metrics(
        model, test_loader, MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()}), device
    )
    return dict(
        history=history,
        best_epoch=best["epoch"],
        test_accuracy=result["accuracy"],
        test_f1=result["f1"],
        model=model,
    )
