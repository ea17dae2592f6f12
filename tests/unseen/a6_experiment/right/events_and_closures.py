# unusual: closures subscribed to events; in track_metrics no graph is recorded because every parameter is frozen AND grad is off
from collections import defaultdict
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def frozen(model):
    """Freezes the parameters; gives the function that undoes it."""
    flags = [(p, p.requires_grad) for p in model.parameters()]
    mode = model.training
    model.requires_grad_(False)
    model.eval()

    def thaw():
        for p, flag in flags:
            p.requires_grad_(flag)
        model.train(mode)

    return thaw


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    thaw = frozen(model)
    try:
        metrics.reset()
        for name in list(metrics.keys()):
            metrics[name].to(device)
        with torch.no_grad():
            for inputs, targets in loader:
                half = model(inputs.to(device)) / 2
                metrics.update((half.tanh() + 1) / 2, targets.to(device).int())  # the sigmoid, by tanh
        return {name: value.item() for name, value in metrics.compute().items()}
    finally:
        thaw()


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    def own_axes():
        figure = plt.figure(constrained_layout=True)
        return figure.add_subplot()

    ax = ax if ax is not None else own_axes()
    curve = SimpleNamespace(**history)
    epochs = np.arange(len(curve.val_loss)) + 1.0
    best = epochs[np.nanargmin(curve.val_loss)]
    kw = dict(linewidth=1.5, alpha=0.9)
    ax.plot(epochs, curve.train_loss, label="loss de train", **kw)
    ax.plot(epochs, curve.val_loss, label="loss de validación", **kw)
    bottom, top = ax.get_ylim()
    ax.arrow(best, top, 0, (bottom - top) / 2, head_width=0.05, length_includes_head=True)
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    def high_bias():
        return not min(history["train_loss"]) <= target_loss

    def high_variance():
        return not history["val_loss"][-1] - min(history["val_loss"]) <= gap

    return high_bias() and "underfitting" or high_variance() and "overfitting" or "good fit"


def bus():
    listeners = defaultdict(list)

    def on(event):
        return lambda f: listeners[event].append(f) or f

    def emit(event, **data):
        for f in listeners[event]:
            f(**data)

    return on, emit


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    on, emit = bus()
    generator = torch.Generator().manual_seed(seed)
    train, other = train_test_split(np.arange(len(y)), test_size=0.4, stratify=y, random_state=seed)
    val, test = train_test_split(other, test_size=0.5, stratify=y[other], random_state=seed)
    mean, std = X[train].mean(0), X[train].std(0)
    std = std + (std == 0)

    def tensors(rows):
        return torch.tensor((X[rows] - mean) / std).float(), torch.tensor(y[rows]).float().reshape(-1, 1)

    def loader(rows, **kw):
        return DataLoader(TensorDataset(*tensors(rows)), batch_size=32, **kw)

    loaders = {"train": loader(train, shuffle=True, generator=generator), "val": loader(val), "test": loader(test)}

    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ELU(), nn.Linear(32, 1))
    for layer in (model[0], model[2]):
        nn.init.xavier_uniform_(layer.weight, generator=generator)
        nn.init.zeros_(layer.bias)
    model.to(device)
    criterion, optimizer = nn.BCEWithLogitsLoss(), torch.optim.Adam(model.parameters(), lr=2e-3)
    history = {"train_loss": [], "val_loss": []}
    best = SimpleNamespace(epoch=None, loss=None, weights=None)
    stop = False

    @on("epoch")
    def remember(epoch, train_loss, val_loss):
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)

    @on("epoch")
    def keep_best(epoch, train_loss, val_loss):
        if best.loss is None or val_loss < best.loss:
            best.epoch, best.loss = epoch, val_loss
            best.weights = {k: v.detach().to("cpu", copy=True) for k, v in model.state_dict().items()}

    @on("epoch")
    def be_patient(epoch, train_loss, val_loss):
        nonlocal stop
        stop = epoch - best.epoch >= patience

    @on("end")
    def back_to_best():
        model.load_state_dict(best.weights)

    def sweep(name, after=lambda loss: None):
        total = count = 0
        for x, t in loaders[name]:
            loss = criterion(model(x.to(device)), t.to(device))
            after(loss)
            total += loss.item() * len(x)
            count += len(x)
        return total / count

    def learn(loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    epoch = 0
    while epoch < max_epochs and not stop:
        epoch += 1
        model.train()
        train_loss = sweep("train", learn)
        thaw = frozen(model)
        val_loss = sweep("val")
        thaw()
        emit("epoch", epoch=epoch, train_loss=train_loss, val_loss=val_loss)
    emit("end")
    scores = track_metrics(
        model, loaders["test"], MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()}), device
    )
    return dict(history=history, best_epoch=best.epoch, model=model, **scores)
