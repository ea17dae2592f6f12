# exercise: track_metrics
# mistake: Averages the metric of each batch weighted by its size instead of computing it on the whole set.
import copy
from functools import partial
from itertools import count, islice
from operator import itemgetter

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def _to(device, batch):
    return tuple(t.to(device) for t in batch)


def track_metrics(model, loader, metrics, device):
    was = model.training
    model.eval()
    metrics.reset()
    metrics.to(device)
    totals, seen = {}, 0
    try:
        with torch.no_grad():
            for x, t in map(partial(_to, device), loader):
                # llamar a la colección actualiza y devuelve los valores
                values = metrics(torch.sigmoid(model(x)).flatten(), t.flatten().long())
                totals = {k: totals.get(k, 0.0) + v.item() * len(x) for k, v in values.items()}
                seen += len(x)
    finally:
        model.train(was)
    return {k: total / seen for k, total in totals.items()}


def plot_validation_curve(history, ax=None):
    ax = ax if ax is not None else plt.subplots()[1]
    val = history["val_loss"]
    best, lowest = min(enumerate(val, start=1), key=itemgetter(1))
    for key, name in [("train_loss", "entrenamiento"), ("val_loss", "validación")]:
        ax.plot(np.arange(1, len(val) + 1), history[key], label=name)
    ax.scatter([best], [lowest], color="k", zorder=3, label=f"mínimo: epoch {best}")
    ax.set_xlabel("epochs")
    ax.set_ylabel("loss")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    train, val = itemgetter("train_loss", "val_loss")(history)
    rules = [
        ("underfitting", lambda: min(train) > target_loss),
        ("overfitting", lambda: val[-1] - min(val) > gap),
        ("good fit", lambda: True),
    ]
    return next(name for name, holds in rules if holds())


def _three_way(X, y, seed):
    cut = partial(train_test_split, random_state=seed)
    X_rest, X_test, y_rest, y_test = cut(X, y, test_size=0.2, stratify=y)
    X_train, X_val, y_train, y_val = cut(X_rest, y_rest, test_size=0.25, stratify=y_rest)
    return (X_train, y_train), (X_val, y_val), (X_test, y_test)


def _tensors(scaler, X, y):
    return TensorDataset(
        torch.from_numpy(scaler.transform(X).astype(np.float32)),
        torch.from_numpy(np.asarray(y).astype(np.float32)[:, None]),
    )


def _update(model, optimizer, batch):
    model.train()
    optimizer.zero_grad()
    loss = F.binary_cross_entropy_with_logits(model(batch[0]), batch[1])
    loss.backward()
    optimizer.step()
    return loss.item() * len(batch[0])


def _measure(model, batch):
    model.eval()
    with torch.no_grad():
        return F.binary_cross_entropy_with_logits(model(batch[0]), batch[1]).item() * len(batch[0])


def _epochs(model, optimizer, train_loader, val_loader, device):
    """Un generador: cada vuelta es un epoch, entrega (loss de train, loss de validación)."""
    mean = lambda f, loader: sum(f(_to(device, b)) for b in loader) / len(loader.dataset)
    while True:
        yield (
            mean(partial(_update, model, optimizer), train_loader),
            mean(partial(_measure, model), val_loader),
        )


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    train, val, test = _three_way(X, y, seed)
    scaler = StandardScaler().fit(train[0])
    train_set, val_set, test_set = (_tensors(scaler, *part) for part in (train, val, test))
    model = nn.Sequential(
        nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)
    ).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    steps = _epochs(
        model, optimizer, DataLoader(train_set, batch_size=32, shuffle=True), DataLoader(val_set, batch_size=64), device
    )

    history = {"train_loss": [], "val_loss": []}
    best = (float("inf"), None, copy.deepcopy(model.state_dict()))
    waited = 0
    for epoch, (train_loss, val_loss) in islice(zip(count(1), steps), max_epochs):
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if val_loss < best[0]:
            best, waited = (val_loss, epoch, copy.deepcopy(model.state_dict())), 0
        else:
            waited += 1
        if waited >= patience:
            break

    model.load_state_dict(best[2])
    scores = track_metrics(
        model,
        DataLoader(test_set, batch_size=64),
        MetricCollection({"acc": BinaryAccuracy(), "f1": BinaryF1Score()}),
        device,
    )
    return dict(
        history=history, best_epoch=best[1], test_accuracy=scores["acc"], test_f1=scores["f1"], model=model
    )
