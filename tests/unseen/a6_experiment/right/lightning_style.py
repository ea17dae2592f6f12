# DataModule, LitClassifier, Trainer; random state is forked, so the caller's generators are left alone.
from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


class Evaluation:
    def __init__(self, model: nn.Module, metrics: MetricCollection, device: torch.device) -> None:
        self.model, self.metrics, self.device = model, metrics, device

    def on_start(self) -> None:
        self.mode = self.model.training
        self.metrics.to(self.device).reset()
        self.model.eval()

    def test_step(self, batch: tuple[Tensor, Tensor]) -> None:
        inputs, targets = (tensor.to(self.device) for tensor in batch)
        # both keep the shape (n, 1): torchmetrics flattens them alike
        self.metrics.update(preds=torch.sigmoid(self.model(inputs)), target=targets.int())

    def on_end(self) -> dict[str, float]:
        self.model.train(self.mode)
        return {name: float(value) for name, value in self.metrics.compute().items()}

    @torch.no_grad()
    def run(self, loader: DataLoader) -> dict[str, float]:
        self.on_start()
        for batch in loader:
            self.test_step(batch)
        return self.on_end()


def track_metrics(model, loader, metrics, device) -> dict[str, float]:
    return Evaluation(model, metrics, device).run(loader)


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        figure = Figure()  # without pyplot: nobody has to close it
        FigureCanvasAgg(figure)
        ax = figure.subplots()
    steps = np.arange(1, len(history["val_loss"]) + 1)
    for name, label in (("train_loss", "train/loss"), ("val_loss", "val/loss")):
        ax.plot(steps, history[name], label=label)
    best = int(steps[int(np.argmin(history["val_loss"]))])
    ax.plot([best, best], [0, 1], transform=ax.get_xaxis_transform(), color="black", linewidth=0.8)
    ax.set(xlabel="epoch", ylabel="binary cross-entropy")
    ax.legend()
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    if target_loss < min(history["train_loss"]):
        return "underfitting"
    *_, last = history["val_loss"]
    return "overfitting" if gap < last - min(history["val_loss"]) else "good fit"


@dataclass
class DataModule:
    X: np.ndarray
    y: np.ndarray
    seed: int
    batch_size: int = 32

    def setup(self) -> "DataModule":
        index = np.arange(len(self.y))
        rest, test = train_test_split(index, test_size=0.2, stratify=self.y, random_state=self.seed)
        train, val = train_test_split(rest, test_size=0.2, stratify=self.y[rest], random_state=self.seed)
        scaler = StandardScaler().fit(self.X[train])
        self.datasets = {}
        for name, rows in (("train", train), ("val", val), ("test", test)):
            inputs = torch.tensor(scaler.transform(self.X[rows]), dtype=torch.float32)
            self.datasets[name] = TensorDataset(inputs, torch.tensor(self.y[rows], dtype=torch.float32).view(-1, 1))
        return self

    def loader(self, name: str) -> DataLoader:
        generator = torch.Generator().manual_seed(self.seed) if name == "train" else None
        return DataLoader(self.datasets[name], self.batch_size, shuffle=name == "train", generator=generator)


class LitClassifier(nn.Module):
    def __init__(self, in_features: int, hidden: tuple[int, ...] = (32, 64)) -> None:
        super().__init__()
        sizes = (in_features, *hidden)
        self.body = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.head = nn.Linear(sizes[-1], 1)

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.body:
            x = nn.functional.relu(layer(x))
        return self.head(x)

    def step(self, batch: tuple[Tensor, Tensor]) -> Tensor:
        return nn.functional.binary_cross_entropy_with_logits(self(batch[0]), batch[1])

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.Adam(self.parameters(), lr=3e-3)


class Trainer:
    def __init__(self, max_epochs: int, patience: int, device: torch.device) -> None:
        self.max_epochs, self.patience, self.device = max_epochs, patience, device
        self.history: dict[str, list[float]] = {"train_loss": [], "val_loss": []}
        self.best_epoch, self.best_state = 0, None

    def batches(self, loader: DataLoader):
        for inputs, targets in loader:
            yield (inputs.to(self.device), targets.to(self.device)), len(inputs)

    def fit(self, model: LitClassifier, data: DataModule) -> None:
        optimizer = model.to(self.device).configure_optimizers()
        train_loader, val_loader = data.loader("train"), data.loader("val")
        for epoch in range(1, self.max_epochs + 1):
            model.train()
            total = 0.0
            for batch, n in self.batches(train_loader):
                optimizer.zero_grad()
                loss = model.step(batch)
                loss.backward()
                optimizer.step()
                total += loss.item() * n
            self.history["train_loss"].append(total / len(train_loader.dataset))
            model.eval()
            with torch.no_grad():
                total = sum(model.step(batch).item() * n for batch, n in self.batches(val_loader))
            self.history["val_loss"].append(total / len(val_loader.dataset))
            if self.best_epoch == 0 or self.history["val_loss"][-1] < self.history["val_loss"][self.best_epoch - 1]:
                self.best_epoch, self.best_state = epoch, copy.deepcopy(model.state_dict())
            elif epoch - self.best_epoch == self.patience:
                break
        model.load_state_dict(self.best_state)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10) -> dict:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        data = DataModule(np.asarray(X), np.asarray(y), seed).setup()
        model, trainer = LitClassifier(X.shape[1]), Trainer(max_epochs, patience, device)
        trainer.fit(model, data)
        metrics = MetricCollection([BinaryAccuracy(), BinaryF1Score()])
        test = track_metrics(model, data.loader("test"), metrics, device)
    return {
        "history": trainer.history,
        "best_epoch": trainer.best_epoch,
        "test_accuracy": test["BinaryAccuracy"],
        "test_f1": test["BinaryF1Score"],
        "model": model,
    }
