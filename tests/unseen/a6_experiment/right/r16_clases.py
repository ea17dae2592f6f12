# style: classes for everything: dataclass Experiment with cached properties, a Lightning-like fit, singledispatch on ax, Line2D objects added by hand
# open options used: BatchNorm + Dropout network; RNG forked; axvspan as the mark; metrics fed one sample at a time; the model is returned in train mode, as training left it
import copy
import math
from dataclasses import dataclass, field
from functools import cached_property, singledispatch

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


class Mode:
    def __init__(self, model):
        self.model, self.grad = model, torch.no_grad()

    def __enter__(self):
        self.was = self.model.training
        self.grad.__enter__()
        return self.model.eval()

    def __exit__(self, *error):
        self.grad.__exit__(*error)
        self.model.train(self.was)


def track_metrics(model, loader, metrics, device):
    metrics.to(device).reset()
    with Mode(model) as net:
        for inputs, targets in loader:
            proba = net(inputs.to(device)).sigmoid()
            for p, t in zip(proba, targets.to(device)):
                metrics.update(p, t.to(torch.int64))
    return {str(name): float(value) for name, value in metrics.compute().items()}


@singledispatch
def _axes(ax):
    raise TypeError(f"not axes: {ax!r}")


@_axes.register
def _(ax: None):
    with plt.ioff():
        return plt.subplots(layout="constrained")[1]


@_axes.register
def _(ax: Axes):
    return ax


def plot_validation_curve(history, ax=None):
    ax = _axes(ax)
    n = len(history["val_loss"])
    for name, label, color in (("train_loss", "Entrenamiento", "navy"), ("val_loss", "Validación", "crimson")):
        ax.add_line(Line2D(range(1, n + 1), history[name], label=label, color=color, marker="."))
    best = 1 + min(range(n), key=history["val_loss"].__getitem__)
    ax.axvspan(best, best, color="green", alpha=0.6, lw=2, label=f"mejor época: {best}")
    ax.autoscale_view()
    ax.relim()
    ax.autoscale()
    ax.set_xlabel("Época")
    ax.set_ylabel("Loss")
    ax.set_title("Validation curve")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    match (min(history["train_loss"]) > target_loss, history["val_loss"][-1] > min(history["val_loss"]) + gap):
        case (True, _):
            return "underfitting"
        case (_, True):
            return "overfitting"
        case _:
            return "good fit"


class Net(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(d, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 16), nn.ReLU())
        self.head = nn.Linear(16, 1)

    def forward(self, x):
        return self.head(self.body(x))


@dataclass
class Experiment:
    X: np.ndarray
    y: np.ndarray
    seed: int
    device: torch.device
    max_epochs: int
    patience: int
    history: dict = field(default_factory=lambda: {"train_loss": [], "val_loss": []})

    @cached_property
    def parts(self):
        rest, test = train_test_split(np.arange(len(self.y)), test_size=0.25, stratify=self.y, random_state=self.seed)
        train, val = train_test_split(rest, test_size=0.2, stratify=self.y[rest], random_state=self.seed + 1)
        return {"train": train, "val": val, "test": test}

    @cached_property
    def tensors(self):
        reference = np.asarray(self.X[self.parts["train"]], dtype=np.float64)
        scale = reference.std(0)
        scale[scale == 0] = 1
        Z = torch.tensor((self.X - reference.mean(0)) / scale, dtype=torch.float32)
        return TensorDataset(Z.to(self.device), torch.tensor(self.y, dtype=torch.float32).view(-1, 1).to(self.device))

    def part(self, name):
        return TensorDataset(*self.tensors[torch.as_tensor(self.parts[name])])

    def run(self):
        torch.manual_seed(self.seed)
        model, criterion = Net(self.X.shape[1]).to(self.device), nn.BCEWithLogitsLoss()
        optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.05)
        train = DataLoader(self.part("train"), batch_size=48, shuffle=True, generator=torch.Generator().manual_seed(self.seed))
        val_x, val_y = self.part("val").tensors
        best_loss, best_epoch, best_state = math.nan, None, None
        for epoch in range(1, self.max_epochs + 1):
            model.train()
            rows = []
            for x, t in train:
                if len(x) == 1:
                    model.eval()  # a batch norm cannot learn from one row
                loss = criterion(model(x), t)
                model.train()
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                rows.append((loss.item(), len(x)))
            self.history["train_loss"].append(sum(l * n for l, n in rows) / sum(n for _, n in rows))
            with Mode(model):
                self.history["val_loss"].append(criterion(model(val_x), val_y).item())
            if not self.history["val_loss"][-1] >= best_loss:
                best_loss, best_epoch = self.history["val_loss"][-1], epoch
                best_state = copy.deepcopy(model.state_dict())
            if epoch - best_epoch == self.patience:
                break
        model.load_state_dict(best_state)
        scores = track_metrics(
            model,
            DataLoader(self.part("test"), batch_size=64),
            MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()}),
            self.device,
        )
        return {"history": self.history, "best_epoch": best_epoch, "model": model, **scores}


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    cuda = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(devices=cuda):
        return Experiment(np.asarray(X), np.asarray(y), seed, device, max_epochs, patience).run()
