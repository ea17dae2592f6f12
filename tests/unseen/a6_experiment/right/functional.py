# Functional: takewhile and accumulate for early stopping, closures, generators; French labels.
import copy
from contextlib import contextmanager
from functools import partial, reduce
from itertools import islice
from operator import itemgetter

import matplotlib.pyplot as plt
import torch
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


@contextmanager
def observing(model):
    mode = model.training
    try:
        with torch.no_grad():
            yield model.eval()
    finally:
        model.train(mode)


def track_metrics(model, loader, metrics, device):
    metrics = metrics.to(device)
    metrics.reset()
    with observing(model) as net:
        for x, t in loader:
            metrics.update(*map(partial(torch.flatten, start_dim=0), (net(x.to(device)).sigmoid(), t.to(device).int())))
    return {name: value.item() for name, value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    ax = plt.figure().add_subplot() if ax is None else ax
    names = {"train_loss": "entraînement", "val_loss": "validation"}
    draw = lambda key: ax.plot(range(1, len(history[key]) + 1), history[key], label=names[key])  # noqa: E731
    list(map(draw, names))
    best, least = min(enumerate(history["val_loss"], start=1), key=itemgetter(1))
    ax.annotate("meilleure époque", xy=(best, least), xytext=(0, 30), textcoords="offset points",
                arrowprops={"arrowstyle": "->"}, ha="center")
    ax.set(xlabel="époque", ylabel="perte")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    rules = (
        ("underfitting", lambda: min(history["train_loss"]) > target_loss),
        ("overfitting", lambda: history["val_loss"][-1] - min(history["val_loss"]) > gap),
        ("good fit", lambda: True),
    )
    return next(name for name, holds in rules if holds())


def _mean(pairs):
    total, n = reduce(lambda a, b: (a[0] + b[0] * b[1], a[1] + b[1]), pairs, (0.0, 0))
    return total / n


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    divide = partial(train_test_split, random_state=seed)
    X_train, X_held, y_train, y_held = divide(X, y, train_size=0.6, stratify=y)
    X_val, X_test, y_val, y_test = divide(X_held, y_held, train_size=0.5, stratify=y_held)
    scale = StandardScaler().fit(X_train).transform
    tensors = lambda a, b: TensorDataset(  # noqa: E731
        torch.as_tensor(scale(a), dtype=torch.float32), torch.as_tensor(b, dtype=torch.float32)[:, None]
    )
    train, val, test = (tensors(*part) for part in ((X_train, y_train), (X_val, y_val), (X_test, y_test)))
    train_loader = DataLoader(train, 32, shuffle=True, generator=torch.Generator().manual_seed(seed))
    val_loader, test_loader = DataLoader(val, 256), DataLoader(test, 256)

    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 1)).to(device)
    criterion = nn.functional.binary_cross_entropy_with_logits
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)

    def update(x, t):
        optimizer.zero_grad()
        loss = criterion(model.train()(x.to(device)), t.to(device))
        loss.backward()
        optimizer.step()
        return loss.item(), len(x)

    def look(x, t):
        with observing(model) as net:
            return criterion(net(x.to(device)), t.to(device)).item(), len(x)

    def epochs():
        while True:
            yield _mean([update(x, t) for x, t in train_loader]), _mean([look(x, t) for x, t in val_loader])

    rows, best = [], (0, float("inf"), copy.deepcopy(model.state_dict()))
    for epoch, row in enumerate(islice(epochs(), max_epochs), start=1):
        rows.append(row)
        best = (epoch, row[1], copy.deepcopy(model.state_dict())) if row[1] < best[1] else best
        if epoch - best[0] >= patience:
            break

    model.load_state_dict(best[2])
    scores = track_metrics(
        model, test_loader, MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()}), device
    )
    return {
        "history": dict(zip(("train_loss", "val_loss"), map(list, zip(*rows)))),
        "best_epoch": best[0],
        "test_accuracy": scores["accuracy"],
        "test_f1": scores["f1"],
        "model": model,
    }
