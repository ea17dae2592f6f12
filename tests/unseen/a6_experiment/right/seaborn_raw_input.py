# Unusual: the standardisation is a layer with buffers inside the model (so that the model takes raw rows); seaborn draws the curve.
import io
import logging
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import seaborn as sns
import torch
from matplotlib import pyplot as plt
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score

logging.getLogger("matplotlib").setLevel(logging.ERROR)


class ProbabilityHead(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x):
        return torch.special.expit(self.model(x))


def track_metrics(model, loader, metrics, device):
    mode = model.training
    head = ProbabilityHead(model).eval()
    metrics.reset()
    metrics.to(device)
    with torch.set_grad_enabled(False):
        for x, y in loader:
            metrics(head(x.to(device)), y.to(device).to(torch.int64))  # forward: also accumulates
    model.train(mode)
    return {name: float(number) for name, number in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots()
    epochs = list(range(1, len(history["val_loss"]) + 1))
    for key, name in {"train_loss": "Treino", "val_loss": "Validação"}.items():
        sns.lineplot(x=epochs, y=history[key], label=name, ax=ax, errorbar=None)
    low = pd.Series(history["val_loss"], index=epochs, dtype=float).fillna(np.inf).idxmin()
    ax.annotate("melhor", xy=(low, history["val_loss"][low - 1]), xytext=(0, 25), textcoords="offset points", arrowprops={"arrowstyle": "->"})
    ax.axvspan(low - 0.02, low + 0.02, alpha=0.4, color="tab:red")
    ax.set_xlabel("Época")
    ax.set_ylabel("Perda")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    match min(history["train_loss"]) > target_loss, history["val_loss"][-1] - min(history["val_loss"]) > gap:
        case True, _:
            return "underfitting"
        case _, True:
            return "overfitting"
        case _:
            return "good fit"


class Standardise(nn.Module):
    def __init__(self, rows: np.ndarray):
        super().__init__()
        spread = rows.std(axis=0)
        self.register_buffer("mean", torch.tensor(rows.mean(axis=0), dtype=torch.float64))
        self.register_buffer("scale", torch.tensor(np.where(np.ptp(rows, axis=0) == 0, 1.0, spread), dtype=torch.float64))

    def forward(self, x):
        return ((x.double() - self.mean) / self.scale).float()


@dataclass
class Tracker:
    patience: int
    best: float = float("inf")
    best_epoch: int = 0
    photo: io.BytesIO = field(default_factory=io.BytesIO)

    def stop(self, epoch, value, model):
        if value < self.best:
            self.best, self.best_epoch, self.photo = value, epoch, io.BytesIO()
            torch.save(model.state_dict(), self.photo)
        return epoch - self.best_epoch >= self.patience

    def restore(self, model, device):
        if self.best_epoch:
            self.photo.seek(0)
            model.load_state_dict(torch.load(self.photo, map_location=device, weights_only=True))
        return model


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float32)
    X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.3, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=0.25, stratify=y_rest, random_state=seed)

    def loader(inputs, targets, **options):
        data = TensorDataset(torch.from_numpy(inputs), torch.from_numpy(targets).unsqueeze(1))
        return DataLoader(data, batch_size=64, **options)

    torch.manual_seed(seed)
    model = nn.Sequential(Standardise(X_train), nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, 1)).to(device)
    train_loader = loader(X_train, y_train, shuffle=True, generator=torch.Generator().manual_seed(seed))
    val_loader, test_loader = loader(X_val, y_val), loader(X_test, y_test)
    criterion, optimizer = nn.BCEWithLogitsLoss(), torch.optim.NAdam(model.parameters(), lr=1e-2)

    def sweep(batches, learn):
        model.train(learn)
        losses = {}
        with torch.set_grad_enabled(learn):
            for i, (inputs, targets) in enumerate(batches):
                loss = criterion(model(inputs.to(device)), targets.to(device))
                if learn:
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                losses[i] = loss.item(), len(inputs)
        values, sizes = np.array(list(losses.values())).T
        return float(values @ sizes / sizes.sum())

    history, tracker = {"train_loss": [], "val_loss": []}, Tracker(patience)
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(sweep(train_loader, True))
        history["val_loss"].append(sweep(val_loader, False))
        if tracker.stop(epoch, history["val_loss"][-1], model):
            break
    tracker.restore(model, device)
    metrics = MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()})
    scores = track_metrics(model, test_loader, metrics, device)
    return {"history": history, "best_epoch": tracker.best_epoch, **scores, "model": model}
