# unusual: a Trainer with template methods and hooks; the mode is handled by a context manager class; torch Generator everywhere
import io

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


class Evaluating:
    """Evaluation mode and no gradients inside; afterwards all as it was, whatever happens."""

    def __init__(self, model):
        self.model = model
        self.guard = torch.no_grad()

    def __enter__(self):
        self.was = self.model.training
        self.model.eval()
        self.guard.__enter__()
        return self.model

    def __exit__(self, *problem):
        self.guard.__exit__(*problem)
        self.model.train(self.was)
        return False


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    metrics.to(device).reset()
    with Evaluating(model) as judged:
        for batch in loader:
            inputs, targets = (part.to(device) for part in batch)
            metrics.update(torch.sigmoid(judged(inputs)), targets.int())
    return {str(name): float(value) for name, value in metrics.compute().items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    ax = plt.figure().gca() if ax is None else ax
    train, val = history["train_loss"], history["val_loss"]
    epochs = list(range(1, 1 + len(val)))
    best = min(epochs, key=lambda epoch: val[epoch - 1])
    ax.plot(epochs, train, ".-", label="Training")
    ax.plot(epochs, val, ".-", label="Validation")
    ax.annotate(
        "best", xy=(best, val[best - 1]), xytext=(0, 30), textcoords="offset points", arrowprops={"arrowstyle": "->"}
    )
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    rules = [
        ("underfitting", lambda train, val: min(train) > target_loss),
        ("overfitting", lambda train, val: val[-1] > min(val) + gap),
        ("good fit", lambda train, val: True),
    ]
    return next(name for name, rule in rules if rule(history["train_loss"], history["val_loss"]))


class BinaryClassifier(nn.Module):
    def __init__(self, in_features, hidden=(32, 64)):
        super().__init__()
        self.body = nn.Sequential()
        for i, width in enumerate(hidden):
            self.body.add_module(f"fc{i}", nn.Linear(in_features, width))
            self.body.add_module(f"relu{i}", nn.ReLU())
            in_features = width
        self.head = nn.Linear(in_features, 1)

    def forward(self, x):
        return self.head(self.body(x))


class Trainer:
    max_epochs, patience = 200, 10

    def __init__(self, model, criterion, optimizer, device, **options):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device
        vars(self).update(options)
        self.history = {"train_loss": [], "val_loss": []}
        self.snapshot = io.BytesIO()
        self.best_epoch = None
        self.stopping = False

    def run(self, train_loader, val_loader):
        while not self.stopping and len(self.history["val_loss"]) < self.max_epochs:
            self.on_train_epoch(train_loader)
            self.on_validation_epoch(val_loader)
            self.on_epoch_end()
        self.on_end()
        return self

    def on_train_epoch(self, loader):
        self.model.train()
        total = 0.0
        for x, y in loader:
            x, y = x.to(self.device), y.to(self.device)
            loss = self.criterion(self.model(x), y)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(x)
        self.history["train_loss"].append(total / len(loader.dataset))

    def on_validation_epoch(self, loader):
        total = 0.0
        with Evaluating(self.model):
            for x, y in loader:
                total += self.criterion(self.model(x.to(self.device)), y.to(self.device)).item() * len(x)
        self.history["val_loss"].append(total / len(loader.dataset))

    def on_epoch_end(self):
        *before, now = self.history["val_loss"]
        if all(now < old for old in before):
            self.best_epoch = len(self.history["val_loss"])
            self.snapshot.seek(0)
            self.snapshot.truncate()
            torch.save(self.model.state_dict(), self.snapshot)
        self.stopping = len(self.history["val_loss"]) - self.best_epoch >= self.patience

    def on_end(self):
        self.snapshot.seek(0)
        self.model.load_state_dict(torch.load(self.snapshot, map_location=self.device, weights_only=True))


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    generator = torch.Generator().manual_seed(seed)
    inputs = torch.as_tensor(X).float()
    targets = torch.as_tensor(y).float().view(-1, 1)
    parts = [[], [], []]
    for label in (0, 1):
        of_class = torch.nonzero(targets.flatten() == label).flatten().tolist()
        for part, subset in zip(parts, random_split(of_class, [0.6, 0.2, 0.2], generator=generator)):
            part.extend(subset)
    train, val, test = map(torch.tensor, parts)
    std, mean = torch.std_mean(inputs[train], dim=0, unbiased=False)
    inputs = (inputs - mean) / std.masked_fill(std == 0, 1.0)

    def loader(rows, shuffle=False):
        data = TensorDataset(inputs[rows], targets[rows])
        return DataLoader(data, batch_size=32, shuffle=shuffle, generator=generator)

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = BinaryClassifier(inputs.shape[1])
    model.to(device)
    trainer = Trainer(
        model,
        nn.BCEWithLogitsLoss(),
        torch.optim.Adam(model.parameters(), lr=2e-3),
        device,
        max_epochs=max_epochs,
        patience=patience,
    ).run(loader(train, shuffle=True), loader(val))
    scores = track_metrics(
        model, loader(test), MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()}), device
    )
    return {
        "history": trainer.history,
        "best_epoch": trainer.best_epoch,
        "test_accuracy": scores["accuracy"],
        "test_f1": scores["f1"],
        "model": model,
    }
