# unusual: decorators: @evaluation (mode and gradients), @reproducible (seeds by argument), @averaged (turns a generator into a mean)
import functools
import inspect
import random

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


def evaluation(function):
    """The first argument is a model: evaluation mode, no gradients, and back to the mode it had."""

    @functools.wraps(function)
    def wrapper(model, *args, **kwargs):
        was = model.training
        model.eval()
        try:
            with torch.no_grad():
                return function(model, *args, **kwargs)
        finally:
            model.train(was)

    return wrapper


def reproducible(function):
    signature = inspect.signature(function)

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        seed = signature.bind(*args, **kwargs).arguments["seed"]
        states = random.getstate(), np.random.get_state(), torch.get_rng_state()
        random.seed(seed)
        np.random.seed(seed)
        torch.manual_seed(seed)
        try:
            return function(*args, **kwargs)
        finally:
            random.setstate(states[0])
            np.random.set_state(states[1])
            torch.set_rng_state(states[2])

    return wrapper


def averaged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        pairs = list(function(*args, **kwargs))
        return sum(value * n for value, n in pairs) / sum(n for _, n in pairs)

    return wrapper


@evaluation
def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    metrics.to(device).reset()
    for inputs, targets in loader:
        metrics.update(model(inputs.to(device)).sigmoid(), targets.to(device).long())
    return {name: value.item() for name, value in metrics.compute().items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        with plt.style.context("ggplot"):
            _, ax = plt.subplots()
    n = len(history["val_loss"])
    names = {"train_loss": "training", "val_loss": "validation"}
    for key in names:
        ax.plot(np.r_[1 : n + 1], history[key], label=names[key], marker=".")
    best = int(np.argmin(history["val_loss"])) + 1
    ax.annotate(f"epoch {best}", (best, history["val_loss"][best - 1]), (10, 20), textcoords="offset pixels", arrowprops=dict(arrowstyle="fancy"))
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    verdict = "good fit"
    try:
        next(loss for loss in history["train_loss"] if loss <= target_loss)
    except StopIteration:
        verdict = "underfitting"
    else:
        if history["val_loss"][-1] - min(history["val_loss"]) > gap:
            verdict = "overfitting"
    return verdict


@averaged
def train(model, loader, criterion, optimizer, device):
    model.train()
    for inputs, targets in loader:
        optimizer.zero_grad()
        loss = criterion(model(inputs.to(device)), targets.to(device))
        loss.backward()
        optimizer.step()
        yield loss.item(), len(inputs)


@evaluation
@averaged
def validate(model, loader, criterion, device):
    for inputs, targets in loader:
        yield criterion(model(inputs.to(device)), targets.to(device)).item(), len(inputs)


@reproducible
def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    X_train, X_rest, y_train, y_rest = train_test_split(X, y, train_size=0.6, stratify=y)
    X_val, X_test, y_val, y_test = train_test_split(X_rest, y_rest, train_size=0.5, stratify=y_rest)
    scaler = StandardScaler().fit(X_train)

    def loader(X, y, shuffle):
        tensors = torch.from_numpy(scaler.transform(X).astype("float32")), torch.from_numpy(y.astype("float32")[:, None])
        return DataLoader(TensorDataset(*tensors), batch_size=24, shuffle=shuffle)

    train_loader, val_loader, test_loader = (
        loader(X_train, y_train, True), loader(X_val, y_val, False), loader(X_test, y_test, False),
    )
    widths = (X.shape[1], 32, 64, 1)
    model = nn.Sequential()
    for i in range(3):
        if i:
            model.append(nn.ReLU())
        model.append(nn.Linear(widths[i], widths[i + 1]))
    model.to(device)
    criterion, optimizer = nn.BCEWithLogitsLoss(), torch.optim.Adam(model.parameters(), 1e-3)
    history = {"train_loss": [], "val_loss": []}
    best_weights = None
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(train(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(validate(model, val_loader, criterion, device))
        best_epoch = 1 + min(range(epoch), key=lambda i: (history["val_loss"][i], i))
        if best_epoch == epoch:
            best_weights = {name: tensor.clone() for name, tensor in model.state_dict().items()}
        elif epoch - best_epoch == patience:
            break
    model.load_state_dict(best_weights)
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
