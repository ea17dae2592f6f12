# unusual: custom iterator and container protocols: Shuffler.__iter__, Rehearsal.__next__ raising StopIteration, __slots__, __contains__
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import StratifiedShuffleSplit
from torch import nn
from torch.utils.data import DataLoader
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


class Probabilities:
    """Iterable of (probability, label) pairs of batches."""

    __slots__ = ("model", "loader", "device")

    def __init__(self, model, loader, device):
        self.model, self.loader, self.device = model, loader, device

    def __iter__(self):
        for inputs, targets in self.loader:
            with torch.no_grad():
                z = self.model(inputs.to(self.device))
            yield torch.sigmoid(z), targets.to(self.device, dtype=torch.int64)


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    training = model.training
    metrics.reset()
    metrics.to(device)
    model.eval()
    for pair in Probabilities(model, loader, device):
        metrics.update(*pair)
    if training is True:
        model.train()
    results = metrics.compute()
    return dict((name, results[name].item()) for name in results.keys())


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        ax = plt.subplots(1, 1)[1]
    for label, key, style in (("train", "train_loss", "o-"), ("val", "val_loss", "s-")):
        y = history[key]
        ax.plot(range(1, len(y) + 1), y, style, label=label, ms=4)
    it = iter(enumerate(history["val_loss"], start=1))
    best, least = next(it)
    for epoch, loss in it:
        if loss < least:
            best, least = epoch, loss
    ax.plot([best] * 2, ax.get_ylim(), scalex=False, scaley=False, color="crimson", lw=1)
    ax.set_xlabel("época")
    ax.set_ylabel("loss")
    ax.legend(loc=0)
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    lowest_train = min(iter(history["train_loss"]))
    last_val = next(reversed(history["val_loss"]))
    excess = max(last_val - loss for loss in history["val_loss"])  # over the least one
    if lowest_train > target_loss:
        return "underfitting"
    if excess > gap:
        return "overfitting"
    return "good fit"


class Shuffler:
    """A new order at each pass; the last batch may be smaller."""

    __slots__ = ("x", "y", "size", "generator")

    def __init__(self, x, y, size, seed):
        self.x, self.y, self.size = x, y, size
        self.generator = torch.Generator().manual_seed(seed)

    def __len__(self):
        return len(self.x)

    def __iter__(self):
        order = torch.randperm(len(self), generator=self.generator)
        for start in range(0, len(self), self.size):
            rows = order[start : start + self.size].to(self.x.device)
            yield self.x[rows], self.y[rows]


class Rehearsal:
    """Iterator over (train_loss, val_loss); ends when patience does."""

    def __init__(self, model, train, val, patience):
        self.model, self.train, self.val, self.patience = model, train, val, patience
        self.criterion = nn.BCEWithLogitsLoss()
        self.optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        self.val_losses = []
        self.best_epoch = 0

    def __contains__(self, value):
        """Is the value beaten or equalled by something seen?"""
        return any(not value < loss for loss in self.val_losses)

    def __iter__(self):
        return self

    def __next__(self):
        if self.val_losses and len(self.val_losses) - self.best_epoch >= self.patience:
            raise StopIteration
        self.model.train()
        total = 0.0
        for x, y in self.train:
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(x), y)
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(x)
        self.model.eval()
        with torch.no_grad():
            value = self.criterion(self.model(self.val[0]), self.val[1]).item()
        if value not in self:
            self.best_epoch = len(self.val_losses) + 1
            self.best_state = copy.deepcopy(self.model.state_dict())
        self.val_losses.append(value)
        return total / len(self.train), value


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    ((rest, test),) = StratifiedShuffleSplit(n_splits=1, test_size=0.2, random_state=seed).split(X, y)
    ((a, b),) = StratifiedShuffleSplit(n_splits=1, test_size=0.25, random_state=seed).split(X[rest], y[rest])
    train, val = rest[a], rest[b]
    low, high = X[train].mean(axis=0), X[train].std(axis=0)

    def part(rows):
        z = np.divide(X[rows] - low, high, out=np.zeros((len(rows), X.shape[1])), where=high != 0)
        return torch.Tensor(z).to(device), torch.Tensor(np.asarray(y[rows], dtype=float)).view(-1, 1).to(device)

    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)).to(device)
    rehearsal = Rehearsal(model, Shuffler(*part(train), 16, seed), part(val), patience)
    curve = [losses for _, losses in zip(range(max_epochs), rehearsal)]
    model.load_state_dict(rehearsal.best_state)
    x, t = part(test)
    loader = DataLoader([*zip(x, t)], batch_size=40)
    scores = track_metrics(model, loader, MetricCollection([BinaryAccuracy(), BinaryF1Score()]), device)
    return {
        "history": {"train_loss": [t for t, _ in curve], "val_loss": [v for _, v in curve]},
        "best_epoch": rehearsal.best_epoch,
        "test_accuracy": scores["BinaryAccuracy"],
        "test_f1": scores["BinaryF1Score"],
        "model": model,
    }
