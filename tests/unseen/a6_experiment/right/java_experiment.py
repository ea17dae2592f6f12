# unusual: Java style: builder for the experiment, strategy objects, getters; diagnosis as a chain of responsibility
from __future__ import annotations

import copy
from abc import ABC, abstractmethod

import numpy as np
import torch
from matplotlib import pyplot
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


class ModelEvaluator:
    def __init__(self, model: nn.Module, device: torch.device):
        self._model = model
        self._device = device
        self._wasTraining = model.training

    def evaluate(self, loader: DataLoader, metrics: MetricCollection) -> dict[str, float]:
        metrics.reset()
        metrics.to(self._device)
        self._model.eval()
        try:
            for batch in loader:
                self._accept(batch[0], batch[1], metrics)
        finally:
            self._restoreMode()
        return self._unbox(metrics.compute())

    @torch.no_grad()
    def _accept(self, inputs, targets, metrics) -> None:
        probabilities = self._model(inputs.to(self._device)).sigmoid().squeeze(1)
        metrics.update(probabilities, targets.to(self._device).squeeze(1).int())

    def _restoreMode(self) -> None:
        self._model.train(self._wasTraining)

    @staticmethod
    def _unbox(values) -> dict[str, float]:
        return {name: float(boxed) for name, boxed in values.items()}


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    return ModelEvaluator(model, device).evaluate(loader, metrics)


class CurvePainter:
    def __init__(self, ax: Axes | None):
        self._axes = ax if ax is not None else pyplot.figure().subplots()

    def paintCurve(self, values, name: str) -> CurvePainter:
        self._axes.plot(range(1, len(values) + 1), values, label=name)
        return self

    def paintMark(self, epoch: int, height: float) -> CurvePainter:
        self._axes.errorbar([epoch], [height], yerr=0.1, fmt="none", ecolor="red")
        return self

    def paintLabels(self, x: str, y: str) -> CurvePainter:
        self._axes.set_xlabel(x)
        self._axes.set_ylabel(y)
        return self

    def paintLegend(self) -> CurvePainter:
        self._axes.legend()
        return self

    def getAxes(self) -> Axes:
        return self._axes


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    losses = history["val_loss"]
    best = next(i for i, loss in enumerate(losses) if loss == min(losses))
    return (
        CurvePainter(ax)
        .paintCurve(history["train_loss"], "Training loss")
        .paintCurve(losses, "Validation loss")
        .paintMark(best + 1, losses[best])
        .paintLabels("Epoch", "Loss")
        .paintLegend()
        .getAxes()
    )


class Diagnosis(ABC):
    def __init__(self, name: str, successor: Diagnosis | None = None):
        self._name, self._successor = name, successor

    @abstractmethod
    def applies(self, history, target_loss, gap) -> bool: ...

    def handle(self, history, target_loss, gap) -> str:
        if self._successor is None or self.applies(history, target_loss, gap):
            return self._name
        return self._successor.handle(history, target_loss, gap)


class GoodFit(Diagnosis):
    def applies(self, history, target_loss, gap) -> bool:
        return True


class Overfitting(Diagnosis):
    def applies(self, history, target_loss, gap) -> bool:
        return history["val_loss"][-1] - min(history["val_loss"]) > gap


class Underfitting(Diagnosis):
    def applies(self, history, target_loss, gap) -> bool:
        return min(history["train_loss"]) > target_loss


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    chain = Underfitting("underfitting", Overfitting("overfitting", GoodFit("good fit")))
    return chain.handle(history, target_loss, gap)


class EarlyStoppingListener:
    def __init__(self, patience: int):
        self._patience = patience
        self._bestLoss = float("nan")
        self._bestEpoch = 0
        self._epoch = 0
        self._snapshot = None

    def onEpoch(self, loss: float, model: nn.Module) -> None:
        self._epoch += 1
        if self._snapshot is None or loss < self._bestLoss:
            self._bestLoss, self._bestEpoch = loss, self._epoch
            self._snapshot = copy.deepcopy(model.state_dict())

    def isFinished(self) -> bool:
        return self._epoch - self._bestEpoch >= self._patience

    def getBestEpoch(self) -> int:
        return self._bestEpoch

    def restore(self, model: nn.Module) -> nn.Module:
        model.load_state_dict(self._snapshot)
        return model


class Experiment:
    class Builder:
        def __init__(self):
            self._options = {}

        def __getattr__(self, name):
            def setter(value):
                self._options[name] = value
                return self

            return setter

        def build(self) -> Experiment:
            return Experiment(**self._options)

    def __init__(self, X, y, seed, device, maxEpochs, patience):
        self.X, self.y, self.seed, self.device = X, y, seed, device
        self.maxEpochs, self.patience = maxEpochs, patience

    def prepare(self) -> Experiment:
        indices = list(range(len(self.y)))
        trainval, test = train_test_split(indices, test_size=0.2, stratify=self.y, random_state=self.seed)
        train, val = train_test_split(trainval, test_size=0.2, stratify=self.y[trainval], random_state=self.seed)
        scaler = StandardScaler()
        scaler.fit(self.X[train])
        torch.manual_seed(self.seed)
        self.trainLoader = self._loader(scaler, train, True)
        self.valLoader = self._loader(scaler, val, False)
        self.testLoader = self._loader(scaler, test, False)
        return self

    def _loader(self, scaler, indices, shuffle) -> DataLoader:
        inputs = torch.FloatTensor(scaler.transform(self.X[indices]))
        targets = torch.FloatTensor(np.asarray(self.y[indices], dtype=np.float32)).reshape(-1, 1)
        return DataLoader(TensorDataset(inputs, targets), batch_size=20, shuffle=shuffle)

    def train(self) -> Experiment:
        self.model = nn.Sequential(
            nn.Linear(self.X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)
        ).to(self.device)
        optimizer = torch.optim.SGD(self.model.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-4)
        self.history = {"train_loss": [], "val_loss": []}
        self.listener = EarlyStoppingListener(self.patience)
        for _ in range(self.maxEpochs):
            self.history["train_loss"].append(self._pass(self.trainLoader, optimizer))
            with torch.no_grad():
                self.history["val_loss"].append(self._pass(self.valLoader, None))
            self.listener.onEpoch(self.history["val_loss"][-1], self.model)
            if self.listener.isFinished():
                break
        self.listener.restore(self.model)
        return self

    def _pass(self, loader, optimizer) -> float:
        criterion = nn.BCEWithLogitsLoss()
        self.model.train(optimizer is not None)
        accumulated = 0.0
        for inputs, targets in loader:
            loss = criterion(self.model(inputs.to(self.device)), targets.to(self.device))
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            accumulated += loss.item() * inputs.shape[0]
        return accumulated / len(loader.dataset)

    def report(self) -> dict:
        metrics = MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()})
        scores = track_metrics(self.model, self.testLoader, metrics, self.device)
        return {
            "history": self.history,
            "best_epoch": self.listener.getBestEpoch(),
            "test_accuracy": scores["accuracy"],
            "test_f1": scores["f1"],
            "model": self.model,
        }


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    experiment = (
        Experiment.Builder().X(X).y(y).seed(seed).device(device).maxEpochs(max_epochs).patience(patience).build()
    )
    return experiment.prepare().train().report()
