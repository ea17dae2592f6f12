# Unusual: a Trainer class with properties does everything and run_experiment only reads its results; metrics are updated through a clone.
import copy
import math
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from matplotlib import pyplot as plt
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import Tensor, nn
from torch.utils.data import DataLoader, Subset, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device) -> dict[str, float]:
    counter = metrics.clone()
    counter.reset()
    counter = counter.to(device)
    training = model.training
    model.train(False)
    with torch.inference_mode():
        for inputs, targets in loader:
            logits: Tensor = model(inputs.to(device))
            counter.update(torch.sigmoid(logits), targets.to(device=device, dtype=torch.long))
        result = {name: float(value) for name, value in counter.compute().items()}
    model.train(training)
    return result


def plot_validation_curve(history, ax=None):
    with plt.ioff():
        if ax is None:
            ax = plt.figure().add_axes((0.12, 0.12, 0.8, 0.8))
    n = len(history["val_loss"])
    (train_line,) = ax.plot(np.linspace(1, n, n), history["train_loss"], color="C0")
    (val_line,) = ax.plot(np.linspace(1, n, n), history["val_loss"], color="C1")
    train_line.set_label("Trainingsverlust")
    val_line.set_label("Validierungsverlust")
    best = 1 + sorted(range(n), key=lambda i: (math.isnan(history["val_loss"][i]), history["val_loss"][i], i))[0]
    low, high = ax.get_ylim()
    ax.plot([best, best], [low, high], color="gray", linestyle="-.", label="beste Epoche")
    ax.set_ylim(low, high)
    ax.set_xlabel("Epoche")
    ax.set_ylabel("Verlust")
    ax.legend(frameon=False)
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    reached = any(loss <= target_loss for loss in history["train_loss"])
    kept = all(history["val_loss"][-1] - loss <= gap for loss in history["val_loss"])
    return "underfitting" if not reached else "good fit" if kept else "overfitting"


class Trainer:
    def __init__(self, X, y, seed, device):
        self.device, self.seed = device, seed
        rows = np.arange(len(y))
        self.train_rows, held = train_test_split(rows, train_size=0.6, stratify=y, random_state=seed)
        self.val_rows, self.test_rows = train_test_split(held, train_size=0.5, stratify=y[held], random_state=seed)
        scaler = StandardScaler().fit(X[self.train_rows])
        self.data = TensorDataset(torch.tensor(scaler.transform(X)).float(), torch.tensor(np.asarray(y)).float().view(-1, 1))
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            self.model = nn.Sequential(nn.Linear(X.shape[1], 24), nn.GELU(), nn.Linear(24, 1)).to(device)
        self.criterion = nn.BCEWithLogitsLoss()
        self.optimizer = torch.optim.RMSprop(self.model.parameters(), lr=3e-3)
        self.generator = torch.Generator()
        self.generator.manual_seed(seed)
        self.history: dict[str, list[float]] = {"train_loss": [], "val_loss": []}

    def loader(self, rows, **more: Any) -> DataLoader:
        return DataLoader(Subset(self.data, rows.tolist()), batch_size=16, **more)

    @property
    def best_epoch(self) -> int:
        return int(np.nanargmin(self.history["val_loss"])) + 1

    @property
    def waiting(self) -> int:
        return len(self.history["val_loss"]) - self.best_epoch

    def learn(self) -> float:
        self.model.train()
        losses = []
        for inputs, targets in self.loader(self.train_rows, shuffle=True, generator=self.generator):
            loss = self.criterion(self.model(inputs.to(self.device)), targets.to(self.device))
            loss.backward()
            self.optimizer.step()
            self.optimizer.zero_grad()
            losses += [loss.item()] * len(inputs)
        return sum(losses) / len(losses)

    @torch.no_grad()
    def check(self) -> float:
        self.model.eval()
        losses = []
        for inputs, targets in self.loader(self.val_rows):
            losses += [self.criterion(self.model(inputs.to(self.device)), targets.to(self.device)).item()] * len(inputs)
        return sum(losses) / len(losses)

    def fit(self, max_epochs, patience):
        with tempfile.TemporaryDirectory() as folder:
            best = Path(folder) / "best.pt"
            while len(self.history["val_loss"]) < max_epochs:
                self.history["train_loss"].append(self.learn())
                self.history["val_loss"].append(self.check())
                if self.waiting == 0:
                    torch.save(self.model.state_dict(), best)
                elif self.waiting >= patience:
                    break
            self.model.load_state_dict(torch.load(best, weights_only=True))
        return self


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    trainer = Trainer(np.asarray(X, dtype=float), np.asarray(y), seed, device).fit(max_epochs, patience)
    metrics = MetricCollection([BinaryAccuracy(), BinaryF1Score()], prefix="test_")
    scores = track_metrics(trainer.model, trainer.loader(trainer.test_rows), metrics, device)
    return {
        "history": copy.deepcopy(trainer.history),
        "best_epoch": trainer.best_epoch,
        "test_accuracy": scores["test_BinaryAccuracy"],
        "test_f1": scores["test_BinaryF1Score"],
        "model": trainer.model.eval(),
    }
