# unusual: dataclasses for configuration, parts and result (asdict-like export); early stopping object with __bool__
from __future__ import annotations

import copy
import math
from dataclasses import dataclass, field, fields

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    assert isinstance(metrics, MetricCollection)
    metrics.reset()
    fresh = metrics.clone()  # works on its own copy; the one given stays reset
    fresh.to(device)
    mode = model.training
    model.eval()
    for inputs, targets in loader:
        with torch.no_grad():
            logits = model(inputs.to(device))
        fresh.update(logits.sigmoid(), targets.to(device).to(torch.uint8))
    model.train(mode)
    return {name: float(value.cpu()) for name, value in fresh.compute().items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        fig, ax = plt.subplots()
    n = len(history["train_loss"])
    assert n == len(history["val_loss"]) >= 1
    epochs = [float(e) for e in range(1, n + 1)]
    ax.step(epochs, history["train_loss"], where="mid", label="train")
    ax.step(epochs, history["val_loss"], where="mid", label="val")
    lowest = math.inf
    for epoch, value in zip(epochs, history["val_loss"]):
        if value < lowest:
            best, lowest = epoch, value
    low, high = ax.get_ylim()
    ax.add_patch(Ellipse((best, lowest), width=0.3, height=(high - low) / 20, fill=False, ec="red"))
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend(frameon=False)
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    curve = Curves(**{name: history[name] for name in ("train_loss", "val_loss")})
    return curve.verdict(target_loss, gap)


@dataclass
class Curves:
    train_loss: list[float] = field(default_factory=list)
    val_loss: list[float] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.val_loss)

    def add(self, train: float, val: float) -> None:
        self.train_loss.append(train)
        self.val_loss.append(val)

    @property
    def worsening(self) -> float:
        return self.val_loss[-1] - min(self.val_loss)

    def verdict(self, target_loss: float, gap: float) -> str:
        if min(self.train_loss) > target_loss:
            return "underfitting"
        return "overfitting" if self.worsening > gap else "good fit"


@dataclass
class Patience:
    limit: int
    best: float | None = None
    best_epoch: int = 0
    epoch: int = 0

    def saw(self, value: float) -> bool:
        self.epoch += 1
        if self.best is None or value < self.best:
            self.best, self.best_epoch = value, self.epoch
            return True
        return False

    def __bool__(self) -> bool:
        return self.epoch == 0 or self.epoch - self.best_epoch < self.limit


@dataclass(frozen=True)
class Config:
    hidden: tuple[int, ...] = (32, 64)
    lr: float = 1e-2
    momentum: float = 0.9
    batch_size: int = 16
    fractions: tuple[float, float] = (0.2, 0.2)


@dataclass
class Part:
    inputs: Tensor
    targets: Tensor

    def loader(self, batch_size: int, generator: torch.Generator | None = None) -> DataLoader:
        return DataLoader(
            TensorDataset(self.inputs, self.targets), batch_size, shuffle=generator is not None, generator=generator
        )


@dataclass
class Result:
    history: dict
    best_epoch: int
    test_accuracy: float
    test_f1: float
    model: nn.Module

    def export(self) -> dict:
        return {f.name: getattr(self, f.name) for f in fields(self)}


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int, hidden: tuple[int, ...]) -> None:
        super().__init__()
        self.layers = nn.ModuleList()
        for size in hidden:
            self.layers.append(nn.Linear(in_features, size))
            in_features = size
        self.out = nn.Linear(in_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x).clamp(min=0)
        return self.out(x)


def split(X, y, config: Config, seed: int, device) -> tuple[Part, Part, Part]:
    n_val, n_test = (round(f * len(y)) for f in config.fractions)
    outer = StratifiedShuffleSplit(1, test_size=n_test, random_state=seed)
    rest, test = next(outer.split(X, y))
    inner = StratifiedShuffleSplit(1, test_size=n_val, random_state=seed)
    train, val = (rest[rows] for rows in next(inner.split(X[rest], y[rest])))
    scale = make_pipeline(StandardScaler(), FunctionTransformer(np.float32)).fit(X[train])
    return tuple(
        Part(
            torch.from_numpy(scale.transform(X[rows])).to(device),
            torch.from_numpy(np.float32(y[rows])).reshape(-1, 1).to(device),
        )
        for rows in (train, val, test)
    )


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    config, curves, waiting = Config(), Curves(), Patience(patience)
    train, val, test = split(X, y, config, seed, device)
    torch.manual_seed(seed)
    model = BinaryClassifier(X.shape[1], config.hidden).to(device)
    best = copy.deepcopy(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=config.lr, momentum=config.momentum, nesterov=True)
    criterion = nn.BCEWithLogitsLoss()
    train_loader = train.loader(config.batch_size, torch.Generator().manual_seed(seed))

    while waiting and len(curves) < max_epochs:
        model.train()
        total = 0.0
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        model.eval()
        with torch.no_grad():
            value = criterion(model(val.inputs), val.targets).item()
        curves.add(total / len(train.inputs), value)
        if waiting.saw(value):
            best = copy.deepcopy(model)

    scores = track_metrics(best, test.loader(64), MetricCollection({"a": BinaryAccuracy(), "f": BinaryF1Score()}), device)
    return Result(
        {"train_loss": curves.train_loss, "val_loss": curves.val_loss}, waiting.best_epoch, scores["a"], scores["f"], best
    ).export()
