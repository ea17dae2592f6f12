# exercise: track_metrics
# mistake: Calls eval() on the metric collection instead of the model, so dropout and batch norm stay in training mode.
from __future__ import annotations

import copy
import math
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import torch
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


@contextmanager
def evaluating(module: nn.Module):
    """Evaluation mode without gradients; whatever mode the module had comes back afterwards."""
    previous = module.training
    module.eval()
    try:
        with torch.inference_mode():
            yield module
    finally:
        module.train(previous)


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    metrics.to(device).reset()
    metrics.eval()
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            metrics.update(model(inputs).sigmoid(), targets.int())
        scores = metrics.compute()
    metrics.train()
    return {name: score.item() for name, score in scores.items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        ax = plt.figure(figsize=(6, 4), layout="constrained").add_subplot()
    n_epochs = len(history["val_loss"])
    epochs = list(range(1, n_epochs + 1))
    best = min(epochs, key=lambda epoch: history["val_loss"][epoch - 1])  # min keeps the first of equals

    ax.plot(epochs, history["train_loss"], marker=".", label="train")
    ax.plot(epochs, history["val_loss"], marker=".", label="validation")
    ax.axvline(best, ls=":", c="k", label=f"best epoch ({best})")
    ax.set(xlabel="epoch", ylabel="mean loss per sample")
    ax.legend(frameon=False)
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    train, val = history["train_loss"], history["val_loss"]
    if min(train) > target_loss:
        return "underfitting"
    worsening = val[-1] - min(val)
    return "overfitting" if worsening > gap else "good fit"


@dataclass
class Config:
    seed: int = 42
    max_epochs: int = 200
    patience: int = 10
    lr: float = 1e-3
    batch_size: int = 16
    hidden: tuple[int, ...] = (32, 64)
    dropout: float = 0.1


@dataclass
class EarlyStopper:
    patience: int
    best_value: float = math.inf
    best_epoch: int | None = None
    best_state: dict = field(default_factory=dict)
    bad_epochs: int = 0

    def update(self, epoch: int, value: float, model: nn.Module) -> bool:
        if value < self.best_value:
            self.best_value, self.best_epoch, self.bad_epochs = value, epoch, 0
            self.best_state = copy.deepcopy(model.state_dict())
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def build_model(in_features: int, config: Config) -> nn.Sequential:
    layers: list[nn.Module] = []
    for width in config.hidden:
        layers += [nn.Linear(in_features, width), nn.ReLU(), nn.Dropout(config.dropout)]
        in_features = width
    return nn.Sequential(*layers, nn.Linear(in_features, 1))


def split(y: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    dummy = np.zeros((len(y), 1))
    outer = StratifiedShuffleSplit(n_splits=1, test_size=0.2, random_state=seed)
    rest, test = next(outer.split(dummy, y))
    inner = StratifiedShuffleSplit(n_splits=1, test_size=0.25, random_state=seed)
    train, val = next(inner.split(dummy[rest], y[rest]))
    return rest[train], rest[val], test


def make_loader(X, y, *, batch_size, shuffle=False, seed=0) -> DataLoader:
    data = TensorDataset(
        torch.as_tensor(X, dtype=torch.float32), torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    )
    return DataLoader(data, batch_size=batch_size, shuffle=shuffle, generator=torch.Generator().manual_seed(seed))


def train_epoch(model, loader, criterion, optimizer, device) -> float:
    model.train()
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        total += loss.item() * inputs.size(0)
    return total / len(loader.dataset)


def mean_loss(model, loader, criterion, device) -> float:
    with evaluating(model):
        return sum(
            criterion(model(a.to(device)), b.to(device)).item() * a.size(0) for a, b in loader
        ) / len(loader.dataset)


def run_experiment(
    X: np.ndarray, y: np.ndarray, *, seed: int, device: torch.device, max_epochs: int = 200, patience: int = 10
) -> dict:
    config = Config(seed=seed, max_epochs=max_epochs, patience=patience)
    torch.manual_seed(config.seed)
    train, val, test = split(y, config.seed)
    scaler = StandardScaler().fit(X[train])
    loaders = {
        name: make_loader(
            scaler.transform(X[part]), y[part], batch_size=config.batch_size, shuffle=name == "train", seed=config.seed
        )
        for name, part in (("train", train), ("val", val), ("test", test))
    }
    model = build_model(X.shape[1], config).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=config.lr)
    stopper = EarlyStopper(config.patience)
    history: dict[str, list[float]] = {"train_loss": [], "val_loss": []}

    for epoch in range(1, config.max_epochs + 1):
        history["train_loss"].append(train_epoch(model, loaders["train"], criterion, optimizer, device))
        history["val_loss"].append(mean_loss(model, loaders["val"], criterion, device))
        if stopper.update(epoch, history["val_loss"][-1], model):
            break

    if stopper.best_state:
        model.load_state_dict(stopper.best_state)
    scores = track_metrics(
        model,
        loaders["test"],
        MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()}),
        device,
    )
    return {"history": history, "best_epoch": stopper.best_epoch, "model": model, **scores}
