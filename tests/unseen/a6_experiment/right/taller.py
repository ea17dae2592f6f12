"""Tarea 6. Objetos chicos: Datos, Entrenador, Resultado."""
from __future__ import annotations

import contextlib
import copy
import logging
import math
from dataclasses import dataclass, field
from typing import Iterator

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.ticker import MaxNLocator
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score

log = logging.getLogger("tarea6")


@contextlib.contextmanager
def evaluating(model: nn.Module) -> Iterator[nn.Module]:
    with contextlib.ExitStack() as stack:
        stack.callback(model.train, model.training)
        stack.enter_context(torch.inference_mode())
        yield model.eval()


def track_metrics(model, loader, metrics, device) -> dict[str, float]:
    metrics = metrics.to(device)
    metrics.reset()
    with evaluating(model) as net:
        for inputs, targets in loader:
            metrics.update(net(inputs.to(device)).sigmoid(), targets.to(device).int())
    return {name: value.item() for name, value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots(figsize=(7, 4), layout="constrained")
    val = np.asarray(history["val_loss"], dtype=float)
    epochs = np.arange(1, val.size + 1)
    ax.plot(epochs, history["train_loss"], "o-", color="tab:blue", markersize=3, label="entrenamiento")
    ax.plot(epochs, val, "s--", color="tab:orange", markersize=3, label="validación")
    best = int(val.argmin())
    ax.axvline(epochs[best], linestyle=":", color="gray", label=f"mejor epoch ({epochs[best]})")
    ax.set(xlabel="epoch", ylabel="loss", title="Validation curve")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(alpha=0.3)
    ax.legend(loc="best")
    return ax


def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    *_, last = history["val_loss"]
    return "overfitting" if last - min(history["val_loss"]) > gap else "good fit"


class BinaryClassifier(nn.Sequential):
    def __init__(self, in_features: int, hidden=(32, 64)):
        layers: list[nn.Module] = []
        for size in hidden:
            layers += [nn.Linear(in_features, size), nn.ReLU()]
            in_features = size
        super().__init__(*layers, nn.Linear(in_features, 1))


@dataclass
class Datos:
    train: TensorDataset
    val: TensorDataset
    test: TensorDataset

    @classmethod
    def dividir(cls, X, y, seed) -> "Datos":
        X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.25, stratify=y, random_state=seed)
        X_train, X_val, y_train, y_val = train_test_split(
            X_rest, y_rest, test_size=0.25, stratify=y_rest, random_state=seed
        )
        scaler = StandardScaler().fit(X_train)

        def pack(A, b) -> TensorDataset:
            return TensorDataset(
                torch.tensor(scaler.transform(A), dtype=torch.float32),
                torch.tensor(b, dtype=torch.float32).unsqueeze(1),
            )

        return cls(pack(X_train, y_train), pack(X_val, y_val), pack(X_test, y_test))


@dataclass
class Entrenador:
    model: nn.Module
    device: torch.device
    patience: int
    history: dict[str, list[float]] = field(default_factory=lambda: {"train_loss": [], "val_loss": []})
    best_epoch: int = 0
    best_loss: float = math.inf
    best_state: dict[str, Tensor] | None = None

    def __post_init__(self):
        self.criterion = nn.BCEWithLogitsLoss()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3, weight_decay=1e-4)

    def _mean(self, loader, step=lambda loss: None) -> float:
        total = count = 0
        for inputs, targets in loader:
            inputs, targets = inputs.to(self.device), targets.to(self.device)
            loss = self.criterion(self.model(inputs), targets)
            step(loss)
            total += loss.item() * len(inputs)
            count += len(inputs)
        return total / count

    def _step(self, loss: Tensor) -> None:
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()

    def fit(self, train_loader, val_loader, max_epochs: int) -> None:
        for epoch in range(1, max_epochs + 1):
            self.model.train()
            self.history["train_loss"].append(self._mean(train_loader, self._step))
            with evaluating(self.model):
                value = self._mean(val_loader)
            self.history["val_loss"].append(value)
            if self.best_state is None or value < self.best_loss:
                self.best_epoch, self.best_loss = epoch, value
                self.best_state = copy.deepcopy(self.model.state_dict())
            elif epoch - self.best_epoch >= self.patience:
                log.info("stopped after epoch %d", epoch)
                break
        self.model.load_state_dict(self.best_state)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    datos = Datos.dividir(np.asarray(X), np.asarray(y), seed)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = BinaryClassifier(X.shape[1]).to(device)
    trainer = Entrenador(model, device, patience)
    trainer.fit(
        DataLoader(datos.train, batch_size=32, shuffle=True, generator=torch.Generator().manual_seed(seed)),
        DataLoader(datos.val, batch_size=128),
        max_epochs,
    )
    collection = MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()})
    scores = track_metrics(model, DataLoader(datos.test, batch_size=128), collection, device)
    return {"history": trainer.history, "best_epoch": trainer.best_epoch, "model": model, **scores}


if __name__ == "__main__":
    from sklearn.datasets import load_breast_cancer

    logging.basicConfig(level=logging.INFO)
    result = run_experiment(*load_breast_cancer(return_X_y=True), seed=0, device=torch.device("cpu"))
    plot_validation_curve(result["history"]).figure.savefig("curve.png")
