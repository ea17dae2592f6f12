# how: engineer's version: frozen dataclass config, Experiment class with cached data, callbacks, logging, axvspan band as mark, torchmetrics MetricCollection with a prefix, AdamW with param groups
from __future__ import annotations

import logging
import math
from dataclasses import dataclass, field
from typing import Any, Iterable

import numpy as np
import torch
from matplotlib.figure import Figure
from matplotlib import pyplot as plt
from sklearn.model_selection import StratifiedShuffleSplit
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score

logger = logging.getLogger("experiment")


@dataclass(frozen=True)
class Config:
    seed: int
    device: torch.device
    max_epochs: int = 200
    patience: int = 10
    batch_size: int = 32
    lr: float = 3e-3
    weight_decay: float = 1e-2
    hidden: tuple[int, ...] = (32, 16)
    val_size: float = 0.2
    test_size: float = 0.2


class ArrayDataset(Dataset):
    def __init__(self, X: np.ndarray, y: np.ndarray) -> None:
        if len(X) != len(y):
            raise ValueError("X e y de largo distinto")
        self.X = torch.from_numpy(np.ascontiguousarray(X, dtype=np.float32))
        self.y = torch.from_numpy(np.asarray(y, dtype=np.float32).reshape(-1, 1))

    def __len__(self) -> int:
        return len(self.X)

    def __getitem__(self, i: int) -> tuple[Tensor, Tensor]:
        return self.X[i], self.y[i]


class BinaryClassifier(nn.Module):
    def __init__(self, in_features: int, hidden: Iterable[int]) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for h in hidden:
            layers.extend([nn.Linear(in_features, h), nn.BatchNorm1d(h), nn.ReLU(), nn.Dropout(0.2)])
            in_features = h
        self.body = nn.Sequential(*layers)
        self.head = nn.Linear(in_features, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.body(x))


class inference_mode_on:
    """eval + no_grad; restaura el modo."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model

    def __enter__(self) -> nn.Module:
        self.training = self.model.training
        self.guard = torch.no_grad()
        self.guard.__enter__()
        return self.model.eval()

    def __exit__(self, *exc: Any) -> None:
        self.guard.__exit__(*exc)
        self.model.train(self.training)


def track_metrics(model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device) -> dict[str, float]:
    metrics.to(device)
    metrics.reset()
    with inference_mode_on(model) as net:
        for inputs, targets in loader:
            proba = net(inputs.to(device, non_blocking=True)).sigmoid().flatten()
            metrics.update(proba, targets.to(device, non_blocking=True).flatten().long())
    result = {name: float(value) for name, value in metrics.compute().items()}
    logger.debug("metrics %s", result)
    return result


def plot_validation_curve(history, ax=None):
    train, val = history["train_loss"], history["val_loss"]
    if len(train) != len(val) or not val:
        raise ValueError("history incompleto")
    if ax is None:
        ax = plt.figure(layout="constrained").add_subplot()
    epochs = np.arange(1, len(val) + 1)
    best = int(np.argmin(val)) + 1
    ax.plot(epochs, train, color="tab:blue", label="train loss")
    ax.plot(epochs, val, color="tab:orange", label="validation loss")
    ax.axvspan(best - 0.1, best + 0.1, color="tab:green", alpha=0.4, label=f"best epoch ({best})")
    ax.set(xlabel="epoch", ylabel="loss", title="Validation curve")
    ax.legend(loc="upper right", frameon=False)
    return ax


def diagnose(history, *, target_loss: float, gap: float) -> str:
    best_train = min(history["train_loss"])
    worsening = history["val_loss"][-1] - min(history["val_loss"])
    if best_train > target_loss:
        return "underfitting"
    return "overfitting" if worsening > gap else "good fit"


@dataclass
class EarlyStopper:
    patience: int
    best: float = math.inf
    best_epoch: int = 0
    state: dict[str, Tensor] = field(default_factory=dict)

    def __call__(self, epoch: int, value: float, model: nn.Module) -> bool:
        if self.best_epoch == 0 or value < self.best:
            self.best, self.best_epoch = value, epoch
            self.state = {k: v.detach().clone() for k, v in model.state_dict().items()}
        return epoch - self.best_epoch >= self.patience


class Experiment:
    def __init__(self, X: np.ndarray, y: np.ndarray, config: Config) -> None:
        self.cfg = config
        X, y = np.asarray(X, dtype=np.float64), np.asarray(y)
        splitter = StratifiedShuffleSplit(1, test_size=config.test_size, random_state=config.seed)
        rest, test = next(splitter.split(X, y))
        relative = config.val_size / (1 - config.test_size)
        inner = StratifiedShuffleSplit(1, test_size=relative, random_state=config.seed + 1)
        a, b = next(inner.split(X[rest], y[rest]))
        train, val = rest[a], rest[b]
        mean, std = X[train].mean(0), X[train].std(0)
        std[std == 0] = 1.0
        self.data = {k: ArrayDataset((X[i] - mean) / std, y[i]) for k, i in dict(train=train, val=val, test=test).items()}

    def loader(self, part: str) -> DataLoader:
        if part == "train":
            g = torch.Generator().manual_seed(self.cfg.seed)
            return DataLoader(self.data[part], self.cfg.batch_size, shuffle=True, generator=g)
        return DataLoader(self.data[part], batch_size=256)

    def optimizer(self, model: nn.Module) -> torch.optim.Optimizer:
        decay = [p for p in model.parameters() if p.ndim >= 2]
        rest = [p for p in model.parameters() if p.ndim < 2]
        return torch.optim.AdamW(
            [{"params": decay, "weight_decay": self.cfg.weight_decay}, {"params": rest, "weight_decay": 0.0}], lr=self.cfg.lr
        )

    def epoch_loss(self, model, loader, criterion, optimizer=None) -> float:
        total = 0.0
        for x, t in loader:
            x, t = x.to(self.cfg.device), t.to(self.cfg.device)
            loss = criterion(model(x), t)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(x)
        return total / len(loader.dataset)

    def run(self) -> dict:
        cfg = self.cfg
        torch.manual_seed(cfg.seed)
        model = BinaryClassifier(self.data["train"].X.shape[1], cfg.hidden).to(cfg.device)
        criterion, optimizer, stopper = nn.BCEWithLogitsLoss(), self.optimizer(model), EarlyStopper(cfg.patience)
        train_loader, val_loader = self.loader("train"), self.loader("val")
        history: dict[str, list[float]] = {"train_loss": [], "val_loss": []}
        for epoch in range(1, cfg.max_epochs + 1):
            model.train()
            history["train_loss"].append(self.epoch_loss(model, train_loader, criterion, optimizer))
            with inference_mode_on(model):
                history["val_loss"].append(self.epoch_loss(model, val_loader, criterion))
            if stopper(epoch, history["val_loss"][-1], model):
                logger.info("early stopping at %d", epoch)
                break
        model.load_state_dict(stopper.state)
        metrics = MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()}, prefix="test_")
        return {
            "history": history,
            "best_epoch": stopper.best_epoch,
            **track_metrics(model, self.loader("test"), metrics, cfg.device),
            "model": model,
        }


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    return Experiment(X, y, Config(seed=seed, device=device, max_epochs=max_epochs, patience=patience)).run()
