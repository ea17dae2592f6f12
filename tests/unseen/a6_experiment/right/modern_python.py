# Dataclasses, match, walrus, ExitStack, a generator of epochs; German labels.
from __future__ import annotations

from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Iterator, TypedDict

import numpy as np
import torch
from matplotlib import pyplot
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset


class Result(TypedDict):
    history: dict[str, list[float]]
    best_epoch: int
    test_accuracy: float
    test_f1: float
    model: nn.Module


def track_metrics(model, loader, metrics, device) -> dict[str, float]:
    with ExitStack() as stack:
        stack.callback(model.train, model.training)
        stack.enter_context(torch.no_grad())
        model.eval()
        (metrics := metrics.to(device)).reset()
        for inputs, targets in loader:
            logits: Tensor = model(inputs.to(device))
            metrics.update(logits.sigmoid()[:, 0], targets.to(device)[:, 0].bool().int())
        return {name: value.item() for name, value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    match ax:
        case None:
            ax = pyplot.figure().subplots()
        case _:
            pass
    names = {"train_loss": "Training", "val_loss": "Validierung"}
    for key, name in names.items():
        ax.step(range(1, len(history[key]) + 1), history[key], where="mid", label=name)
    best = (val := history["val_loss"]).index(min(val)) + 1
    ax.axvspan(best - 0.05, best + 0.05, color="tab:green", alpha=0.5, lw=0)  # a thin bar is a mark, too
    ax.set_xlabel("Epoche")
    ax.set_ylabel("Verlust")
    ax.legend()
    return ax


def diagnose(history, *, target_loss: float, gap: float) -> str:
    match history:
        case {"train_loss": train} if min(train) > target_loss:
            return "underfitting"
        case {"val_loss": [*_, last] as val} if last - min(val) > gap:
            return "overfitting"
        case _:
            return "good fit"


@dataclass
class Best:
    epoch: int = 0
    loss: float | None = None
    weights: dict[str, Tensor] = field(default_factory=dict, repr=False)

    def consider(self, epoch: int, loss: float, model: nn.Module) -> None:
        if self.loss is None or loss < self.loss:
            self.epoch, self.loss, self.weights = epoch, loss, deepcopy(model.state_dict())


@dataclass
class Experiment:
    model: nn.Module
    device: torch.device
    learning_rate: float = 5e-3
    criterion: nn.Module = field(default_factory=nn.BCEWithLogitsLoss)

    def __post_init__(self) -> None:
        self.model.to(self.device)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=self.learning_rate)

    def outputs(self, loader: DataLoader) -> Iterator[tuple[Tensor, Tensor]]:
        for inputs, targets in loader:
            yield self.model(inputs.to(self.device)), targets.to(self.device)

    def epochs(self, train: DataLoader, val: DataLoader) -> Iterator[tuple[float, float]]:
        while True:
            self.model.train()
            total = 0.0
            for outputs, targets in self.outputs(train):
                self.optimizer.zero_grad()
                (loss := self.criterion(outputs, targets)).backward()
                self.optimizer.step()
                total += loss.item() * len(targets)
            yield total / len(train.dataset), self.validate(val)

    @torch.no_grad()
    def validate(self, loader: DataLoader) -> float:
        self.model.eval()
        return sum(self.criterion(o, t).item() * len(t) for o, t in self.outputs(loader)) / len(loader.dataset)

    @torch.no_grad()
    def predict(self, loader: DataLoader) -> np.ndarray:
        self.model.eval()
        return torch.cat([outputs for outputs, _ in self.outputs(loader)]).gt(0).long().flatten().cpu().numpy()


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10) -> Result:
    torch.manual_seed(seed)
    X_train, X_rest, y_train, y_rest = train_test_split(X, y, test_size=0.45, stratify=y, random_state=seed)
    X_val, X_test, y_val, y_test = train_test_split(X_rest, y_rest, test_size=5 / 9, stratify=y_rest, random_state=seed)
    scaler = StandardScaler().fit(X_train)

    def loader(X: np.ndarray, y: np.ndarray, **options) -> DataLoader:
        inputs = torch.from_numpy(scaler.transform(X)).float()
        return DataLoader(TensorDataset(inputs, torch.from_numpy(np.asarray(y)).float()[:, None]), **options)

    train = loader(X_train, y_train, batch_size=24, shuffle=True, generator=torch.Generator().manual_seed(seed))
    val = loader(X_val, y_val, batch_size=128)
    experiment = Experiment(
        nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)), device
    )
    history, best = {"train_loss": [], "val_loss": []}, Best()
    for epoch, losses in zip(range(1, max_epochs + 1), experiment.epochs(train, val)):
        for name, loss in zip(history, losses):
            history[name].append(loss)
        best.consider(epoch, history["val_loss"][-1], experiment.model)
        if epoch - best.epoch >= patience:
            break
    experiment.model.load_state_dict(best.weights)
    predicted = experiment.predict(loader(X_test, y_test, batch_size=128))
    return Result(
        history=history,
        best_epoch=best.epoch,
        test_accuracy=float((predicted == y_test).mean()),
        test_f1=float(f1_score(y_test, predicted, pos_label=1)),
        model=experiment.model,
    )
