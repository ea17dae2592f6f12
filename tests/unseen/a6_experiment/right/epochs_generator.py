# unusual: training is a generator of records, early stopping a second generator wrapped around it (like takewhile), best by min()
import itertools
from collections import namedtuple

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from matplotlib.axes import Axes
from sklearn.model_selection import StratifiedKFold
from torch import nn
from torch.utils.data import DataLoader, Subset, SubsetRandomSampler, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.functional.classification import binary_accuracy, binary_f1_score

Record = namedtuple("Record", "epoch train_loss val_loss weights")


def batches_of_probabilities(model, loader, device):
    for inputs, targets in loader:
        with torch.inference_mode():
            probabilities = model(inputs.to(device)).sigmoid()
        yield probabilities, targets.to(device).type(torch.int)


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    before = model.training
    metrics.reset()
    metrics.to(device)
    model.eval()
    for probabilities, targets in batches_of_probabilities(model, loader, device):
        metrics.update(probabilities, targets)
    model.train(before)
    return dict(zip(metrics.compute().keys(), map(float, metrics.compute().values())))


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        ax = plt.subplots()[1]
    points = {name: list(enumerate(history[name], start=1)) for name in ("train_loss", "val_loss")}
    for (name, pairs), label in zip(points.items(), ("entrenamiento", "validación")):
        ax.plot(*zip(*pairs), marker="o", markersize=3, label=label)
    best, lowest = min(points["val_loss"], key=lambda pair: pair[1])
    ax.vlines(best, 0, lowest, linestyles="dashed", label=f"mejor: epoch {best}")
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss medio")
    ax.legend()
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    *_, last = history["val_loss"]
    if last - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


def training(model, train_loader, val_loader, optimizer, device):
    for epoch in itertools.count(1):
        model.train()
        total = n = 0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = F.binary_cross_entropy_with_logits(model(x), y)
            loss.backward()
            optimizer.step()
            total, n = total + loss.item() * len(x), n + len(x)
        model.eval()
        with torch.no_grad():
            pairs = [(model(x.to(device)), y.to(device)) for x, y in val_loader]
        outputs, targets = map(torch.cat, zip(*pairs))
        val = F.binary_cross_entropy_with_logits(outputs, targets).item()
        yield Record(epoch, total / n, val, {k: v.clone() for k, v in model.state_dict().items()})


def until_patience_ends(records, patience):
    best = None
    for record in records:
        yield record
        if best is None or record.val_loss < best.val_loss:
            best = record
        if record.epoch - best.epoch >= patience:
            return


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    # five stratified folds: three to train, one to validate, one to test
    folds = [held for _, held in StratifiedKFold(5, shuffle=True, random_state=seed).split(X, y)]
    test, val, train = folds[0], folds[1], np.concatenate(folds[2:])
    mean, deviation = X[train].mean(axis=0, keepdims=True), X[train].std(axis=0, keepdims=True)
    scaled = (X - mean) / np.maximum(deviation, 1e-12)
    data = TensorDataset(torch.tensor(scaled, dtype=torch.float32), torch.tensor(y[:, None], dtype=torch.float32))
    torch.manual_seed(seed)
    sampler = SubsetRandomSampler(train.tolist(), generator=torch.Generator().manual_seed(seed))
    train_loader = DataLoader(data, batch_size=32, sampler=sampler)
    val_loader, test_loader = (DataLoader(Subset(data, part.tolist()), batch_size=64) for part in (val, test))

    model = nn.Sequential(nn.Linear(X.shape[1], 64), nn.ReLU(), nn.Linear(64, 1)).to(device)
    optimizer = torch.optim.NAdam(model.parameters(), lr=3e-3)
    records = training(model, train_loader, val_loader, optimizer, device)
    records = list(itertools.islice(until_patience_ends(records, patience), max_epochs))
    best = min(records, key=lambda record: record.val_loss)
    model.load_state_dict(best.weights)
    model.eval()
    probabilities, targets = map(torch.cat, zip(*batches_of_probabilities(model, test_loader, device)))
    return {
        "history": {
            "train_loss": [record.train_loss for record in records],
            "val_loss": [record.val_loss for record in records],
        },
        "best_epoch": best.epoch,
        "test_accuracy": float(binary_accuracy(probabilities, targets)),
        "test_f1": float(binary_f1_score(probabilities, targets)),
        "model": model,
    }
