# exercise: run_experiment
# mistake: run_experiment deals out each class in complete rounds of five (zip over one iterator), so the up to four samples left over in each class end in no part
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
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
    if ax is None:
        _, ax = plt.subplots()
    train, val = history["train_loss"], history["val_loss"]
    epochs = range(1, len(train) + 1)
    ax.plot(epochs, train, label="train loss")
    ax.plot(epochs, val, label="validation loss")
    best = int(np.argmin(val)) + 1
    ax.axvline(best, linestyle="--", color="gray", label=f"best epoch ({best})")
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    mejor_train = sorted(history["train_loss"])[0]
    validacion = history["val_loss"]
    empeora = validacion[-1] - min(validacion)
    if mejor_train > target_loss:
        respuesta = "underfitting"
    elif empeora > gap:
        respuesta = "overfitting"
    else:
        respuesta = "good fit"
    return respuesta


def split_by_class(y, rng):
    """Deal out the shuffled samples of each class in rounds of five: three for train, one for val, one for test."""
    train, val, test = [], [], []
    for label in np.unique(y):
        shuffled = iter(rng.permutation(np.flatnonzero(y == label)).tolist())
        for a, b, c, d, e in zip(*[shuffled] * 5):
            train += [a, b, c]
            val.append(d)
            test.append(e)
    return np.array(train), np.array(val), np.array(test)


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
        pred = (model(Z[test]) >= 0).cpu().numpy().astype(int).ravel()
    return {
        "history": {"train_loss": train_losses, "val_loss": val_losses},
        "best_epoch": best + 1,
        "test_accuracy": float(np.mean(pred == y[test])),
        "test_f1": float(f1_score(y[test], pred)),
        "model": model,
    }
