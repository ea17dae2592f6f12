# unusual: functional style: experiment as a pipeline of small functions folded with reduce; state in immutable tuples
from functools import partial, reduce
from operator import itemgetter

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score

pipe = lambda *functions: lambda x: reduce(lambda value, f: f(value), functions, x)


def in_mode(model, training, thunk):
    """The value of thunk() with the model in that mode and gradients on only for training."""
    found = model.training
    model.train(training)
    with torch.set_grad_enabled(training):
        try:
            return thunk()
        finally:
            model.train(found)


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    judge = pipe(lambda t: t.to(device), model, torch.sigmoid)

    def gather(collection, batch):
        collection.update(judge(batch[0]), batch[1].to(device).bool().int())
        return collection

    metrics.reset()
    filled = in_mode(model, False, lambda: reduce(gather, loader, metrics.to(device)))
    return {name: value.item() for name, value in filled.compute().items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    axes = ax if ax is not None else plt.subplots()[1]
    draw = lambda key, name: axes.plot([*range(1, len(history[key]) + 1)], history[key], label=name)
    [draw(*pair) for pair in (("train_loss", "training loss"), ("val_loss", "validation loss"))]
    first, lowest = min(enumerate(history["val_loss"], 1), key=itemgetter(1))
    axes.plot([first], [lowest], "k*", markersize=12)
    axes.set(xlabel="epochs", ylabel="loss", title="Validation curve")
    axes.legend()
    return axes


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    train, val = map(partial(map, float), (history["train_loss"], history["val_loss"]))
    least, last = reduce(lambda acc, v: (min(acc[0], v), v), val, (float("inf"), None))
    return "underfitting" if reduce(min, train) > target_loss else "overfitting" if last - least > gap else "good fit"


def classifier(width):
    return nn.Sequential(nn.Linear(width, 48), nn.ReLU(), nn.Linear(48, 48), nn.ReLU(), nn.Linear(48, 1))


def batches(generator, size, data):
    x, y = data
    return [(x[i], y[i]) for i in torch.randperm(len(x), generator=generator).split(size)]


def step(model, criterion, optimizer, total, batch):
    x, y = batch
    loss = criterion(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return total + loss.item() * len(x)


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    cut = lambda rows, size: train_test_split(rows, test_size=size, stratify=y[rows], random_state=seed)
    rest, test = cut(np.arange(len(X)), 0.2)
    train, val = cut(rest, 0.25)
    center, scale = X[train].mean(axis=0), X[train].std(axis=0)
    standard = lambda A: (A - center) / np.where(scale == 0, 1, scale)
    as_tensor = lambda A: torch.tensor(np.asarray(A, dtype=np.float32), device=device)
    data = {
        name: (as_tensor(standard(X[rows])), as_tensor(y[rows]).unsqueeze(-1))
        for name, rows in {"train": train, "val": val, "test": test}.items()
    }
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed + 1)
    model = classifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    learn = partial(step, model, criterion, optimizer)

    def epoch(state, number):
        curves, best, over = state
        if over:
            return state
        shuffled = batches(generator, 32, data["train"])
        total = in_mode(model, True, lambda: reduce(learn, shuffled, 0.0))
        value = in_mode(model, False, lambda: criterion(model(data["val"][0]), data["val"][1]).item())
        if best is None or value < best[1]:
            best = (number, value, {k: v.detach().clone() for k, v in model.state_dict().items()})
        return (*curves, (total / len(train), value)), best, number - best[0] >= patience

    curves, best, _ = reduce(epoch, range(1, max_epochs + 1), ((), None, False))
    model.load_state_dict(best[2])
    loader = DataLoader([*zip(*data["test"])], batch_size=len(test))
    scores = track_metrics(model, loader, MetricCollection({"acc": BinaryAccuracy(), "f1": BinaryF1Score()}), device)
    return {
        "history": {"train_loss": [a for a, _ in curves], "val_loss": [b for _, b in curves]},
        "best_epoch": best[0],
        "test_accuracy": scores["acc"],
        "test_f1": scores["f1"],
        "model": model,
    }
