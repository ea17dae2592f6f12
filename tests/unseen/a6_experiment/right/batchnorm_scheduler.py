# Unusual: BatchNorm, noise augmentation and a scheduler; early stopping is an exception; class-by-class split with NumPy alone.
import itertools
import warnings
from copy import deepcopy
from statistics import fmean

import numpy as np
import torch
import torchmetrics
from matplotlib import figure, lines
from torch import nn

warnings.filterwarnings("ignore", module="torchmetrics")


class StopTraining(Exception):
    """Patience ran out."""


def _passes(model, loader, device):
    for inputs, targets in loader:
        yield torch.sigmoid(model(inputs.to(device, non_blocking=True))), targets.to(device, non_blocking=True)


def track_metrics(model, loader, metrics: torchmetrics.MetricCollection, device):
    metrics.reset()
    metrics.to(device)
    training = model.training
    grad = torch.is_grad_enabled()
    try:
        torch.set_grad_enabled(False)
        model.eval()
        for probabilities, targets in _passes(model, loader, device):
            metrics.update(preds=probabilities.ravel(), target=targets.ravel().to(torch.uint8).long())
        return {key: metric.cpu().numpy().item() for key, metric in metrics.compute().items()}
    finally:
        torch.set_grad_enabled(grad)
        model.train(training)


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = figure.Figure(dpi=90).add_subplot(111)
    n = len(history["train_loss"])
    epochs = [*range(1, n + 1)]
    for label, key, colour in (("train", "train_loss", "navy"), ("val", "val_loss", "orange")):
        ax.add_line(lines.Line2D(epochs, history[key], color=colour, label=label))
    best = min(epochs, key=lambda e: (np.nan_to_num(history["val_loss"][e - 1], nan=np.inf), e))
    ax.add_line(lines.Line2D([best], [history["val_loss"][best - 1]], marker="*", markersize=14, linestyle="none", color="crimson", label="best"))
    ax.relim()
    ax.autoscale_view()
    ax.set_xlabel("epoch", fontsize=9)
    ax.set_ylabel("loss", fontsize=9)
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    def verdicts():
        if min(history["train_loss"]) > target_loss:
            yield "underfitting"
        *_, last = history["val_loss"]
        if last - min(history["val_loss"]) > gap:
            yield "overfitting"
        yield "good fit"

    return next(verdicts())


def split(y, rng, fractions=(0.2, 0.2)):
    parts = [[], [], []]
    for value in np.unique(y):
        members = rng.permutation(np.flatnonzero(y == value))
        cuts = np.rint(np.cumsum(fractions) * len(members)).astype(int)
        for part, piece in zip(parts, np.split(members, cuts)):
            part.append(piece)
    return [np.concatenate(part) for part in parts]  # val, test, train


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    rng = np.random.default_rng(seed)
    val, test, train = split(y, rng)
    X = X.astype(np.float64)
    location, spread = X[train].mean(0), X[train].std(0)
    X = ((X - location) / np.where(spread == 0, 1, spread)).astype(np.float32)
    inputs = torch.from_numpy(X).to(device)
    targets = torch.from_numpy(y.astype(np.float32)).unsqueeze(1).to(device)
    train, val, test = (torch.from_numpy(rows).to(device) for rows in (train, val, test))

    torch.random.manual_seed(seed)
    model = nn.Sequential(
        nn.Linear(X.shape[1], 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 1)
    ).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=4)

    history, best = {"train_loss": [], "val_loss": []}, None
    try:
        for epoch in itertools.islice(itertools.count(1), max_epochs):
            model.train()
            losses = []
            order = torch.from_numpy(rng.permutation(len(train))).to(device)
            for rows in train[order].tensor_split(max(1, len(train) // 24)):
                noise = torch.from_numpy(rng.normal(0, 0.02, (len(rows), X.shape[1])).astype(np.float32)).to(device)
                loss = criterion(model(inputs[rows] + noise), targets[rows])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                losses.extend(itertools.repeat(loss.item(), len(rows)))
            history["train_loss"].append(fmean(losses))
            model.eval()
            with torch.inference_mode():
                now = criterion(model(inputs[val]), targets[val]).item()
            history["val_loss"].append(now)
            scheduler.step(now)
            if best is None or now < best[0]:
                best = now, epoch, deepcopy(model)
            elif epoch - best[1] == patience:
                raise StopTraining
    except StopTraining:
        pass

    _, best_epoch, model = best
    model.eval()
    with torch.inference_mode():
        probabilities = torch.sigmoid(model(inputs[test])).squeeze(1)
    true = targets[test].squeeze(1).int()
    accuracy = torchmetrics.functional.classification.binary_accuracy(probabilities, true)
    f1 = torchmetrics.functional.classification.binary_f1_score(probabilities, true)
    return {"history": history, "best_epoch": best_epoch, "test_accuracy": accuracy.item(), "test_f1": f1.item(), "model": model}
