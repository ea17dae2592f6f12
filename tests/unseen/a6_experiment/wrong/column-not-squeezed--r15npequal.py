# exercise: run_experiment
# mistake: run_experiment compares the (n, 1) column of predictions with the (n,) labels in np.equal, which broadcasts to n x n and gives a false test_accuracy
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


@torch.no_grad()
def track_metrics(model, loader, metrics, device):
    mode, _ = model.training, model.eval()
    pairs = [(model(x.to(device)).sigmoid().cpu(), y.cpu().int()) for x, y in loader]
    model.train(mode)
    probs, truth = (torch.cat(column).flatten() for column in zip(*pairs))
    metrics = metrics.to("cpu")
    metrics.reset()
    metrics.update(probs, truth)
    return {key: float(value) for key, value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    ax = ax if ax is not None else Figure(layout="constrained").subplots()
    epochs = np.arange(1, len(history["val_loss"]) + 1)
    for key, name, style in (("train_loss", "Train", "-"), ("val_loss", "Validation", "--")):
        ax.plot(epochs, history[key], style, label=name)
    best = min(epochs, key=lambda epoch: history["val_loss"][epoch - 1])
    ax.axvline(best, color="k", alpha=0.4)
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    *_, last = val = history["val_loss"]
    if all(loss > target_loss for loss in history["train_loss"]):
        return "underfitting"
    return "overfitting" if last - min(val) > gap else "good fit"


def split_by_class(y, rng):
    """60 / 20 / 20 of each class, shuffled."""
    parts = [[], [], []]
    for label in np.unique(y):
        indices = rng.permutation(np.flatnonzero(y == label))
        cuts = [int(round(0.6 * len(indices))), int(round(0.8 * len(indices)))]
        for part, piece in zip(parts, np.split(indices, cuts)):
            part.append(piece)
    return [np.concatenate(part) for part in parts]


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y)
    rng = np.random.default_rng(seed)
    train, val, test = split_by_class(y, rng)
    mean, std = X[train].mean(axis=0), X[train].std(axis=0)
    std[std == 0] = 1.0
    Z = torch.from_numpy(((X - mean) / std).astype(np.float32)).to(device)
    t = torch.from_numpy(y.astype(np.float32)).reshape(-1, 1).to(device)

    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1)
    ).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)

    train_losses, val_losses, snapshots = [], [], []
    while len(val_losses) < max_epochs:
        model.train()
        losses = []
        order = rng.permutation(train)
        for batch in np.array_split(order, max(1, len(order) // 32)):
            loss = criterion(model(Z[batch]), t[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item() * len(batch))
        train_losses.append(sum(losses) / len(train))

        model.eval()
        with torch.no_grad():
            val_losses.append(criterion(model(Z[val]), t[val]).item())
        snapshots.append({k: v.clone() for k, v in model.state_dict().items()})
        if len(val_losses) - 1 - int(np.argmin(val_losses)) >= patience:
            break

    best = int(np.argmin(val_losses))
    model.load_state_dict(snapshots[best])
    with torch.no_grad():
        pred = np.where(model(Z[test]).sigmoid().cpu().numpy() >= 0.5, 1, 0)
    return {
        "history": {"train_loss": train_losses, "val_loss": val_losses},
        "best_epoch": best + 1,
        "test_accuracy": float(np.equal(pred, y[test]).mean()),
        "test_f1": float(f1_score(y[test], pred)),
        "model": model,
    }
