# exercise: track_metrics
# mistake: the model stays in evaluation mode: its mode is not restored
from __future__ import annotations

import copy
from contextlib import contextmanager

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


@contextmanager
def _evaluating(model: nn.Module):
    was_training = model.training
    model.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        model.train(was_training)


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    metrics = metrics.to(device)
    metrics.reset()
    model.eval()
    with torch.no_grad():
        for inputs, targets in loader:
            probs = model(inputs.to(device)).sigmoid()
            metrics.update(probs, targets.to(device).long())
    return {name: float(value) for name, value in metrics.compute().items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        _, ax = plt.subplots(figsize=(7, 4))
    epochs = np.arange(1, len(history["val_loss"]) + 1)
    ax.plot(epochs, history["train_loss"], marker=".", label="train loss")
    ax.plot(epochs, history["val_loss"], marker=".", label="validation loss")
    best = int(np.argmin(history["val_loss"]))
    ax.axvline(epochs[best], ls=":", c="k", label=f"best epoch ({epochs[best]})")
    ax.set(xlabel="Epoch", ylabel="Loss", title="Validation curve")
    ax.legend()
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    train, val = history["train_loss"], history["val_loss"]
    if min(train) > target_loss:
        return "underfitting"
    if val[-1] > min(val) + gap:
        return "overfitting"
    return "good fit"


class _Classifier(nn.Module):
    def __init__(self, in_features: int, hidden: tuple[int, ...] = (32, 64)) -> None:
        super().__init__()
        sizes = (in_features, *hidden)
        layers: list[nn.Module] = []
        for a, b in zip(sizes[:-1], sizes[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.net = nn.Sequential(*layers, nn.Linear(sizes[-1], 1))

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


def _split(y: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rest, test = train_test_split(np.arange(len(y)), test_size=0.15, stratify=y, random_state=seed)
    train, val = train_test_split(rest, test_size=0.2, stratify=y[rest], random_state=seed)
    return train, val, test


def _mean_loss(model: nn.Module, loader: DataLoader, criterion: nn.Module, device: torch.device) -> float:
    total = 0.0
    with _evaluating(model):
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
    torch.manual_seed(seed)
    train, val, test = _split(y, seed)
    mean, std = X[train].mean(axis=0), X[train].std(axis=0)
    std[std == 0] = 1.0
    Z = torch.as_tensor((X - mean) / std, dtype=torch.float32)
    t = torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)

    def loader(index: np.ndarray, shuffle: bool = False) -> DataLoader:
        generator = torch.Generator().manual_seed(seed)
        return DataLoader(TensorDataset(Z[index], t[index]), batch_size=32, shuffle=shuffle, generator=generator)

    train_loader, val_loader, test_loader = loader(train, shuffle=True), loader(val), loader(test)
    model = _Classifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    history: dict[str, list[float]] = {"train_loss": [], "val_loss": []}
    best_loss, best_epoch, best_state = float("inf"), 0, None
    for epoch in range(1, max_epochs + 1):
        model.train()
        running = 0.0
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs.to(device)), targets.to(device))
            loss.backward()
            optimizer.step()
            running += loss.item() * len(inputs)
        history["train_loss"].append(running / len(train))
        history["val_loss"].append(_mean_loss(model, val_loader, criterion, device))

        if history["val_loss"][-1] < best_loss:
            best_loss, best_epoch = history["val_loss"][-1], epoch
            best_state = copy.deepcopy(model.state_dict())
        if epoch - best_epoch >= patience:
            break

    model.load_state_dict(best_state)
    metrics = MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()})
    scores = track_metrics(model, test_loader, metrics, device)
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": scores["accuracy"],
        "test_f1": scores["f1"],
        "model": model,
    }
