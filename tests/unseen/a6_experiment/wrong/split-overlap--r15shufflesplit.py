# exercise: run_experiment
# mistake: run_experiment takes test from the first and val from the second draw of a StratifiedShuffleSplit, two independent draws, so val shares samples with train and test
from contextlib import contextmanager
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


@contextmanager
def inference(model):
    before = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield model
    finally:
        model.train(before)


def track_metrics(model, loader, metrics, device):
    metrics.to(device).reset()
    with inference(model) as net:
        for x, y in loader:
            metrics.update(net(x.to(device)).sigmoid(), y.to(device, torch.long))
    return {k: v.item() for k, v in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        figura = plt.figure(figsize=(7, 4))
        ax = figura.add_subplot()
    n = len(history["val_loss"])
    x = list(range(1, n + 1))
    ax.plot(x, history["train_loss"], "o-", label="Entrenamiento")
    ax.plot(x, history["val_loss"], "s-", label="Validación")
    minimo = min(history["val_loss"])
    mejor = history["val_loss"].index(minimo) + 1
    ax.axvline(x=mejor, color="red", ls=":")
    ax.set(xlabel="Epoch", ylabel="Loss", title="Curva de validación")
    ax.legend(loc="best")
    return ax


def diagnose(history, *, target_loss, gap):
    *_, last = val = history["val_loss"]
    if all(loss > target_loss for loss in history["train_loss"]):
        return "underfitting"
    return "overfitting" if last - min(val) > gap else "good fit"


class BinaryClassifier(nn.Module):
    def __init__(self, in_features, hidden=(32, 16)):
        super().__init__()
        layers, width = [], in_features
        for size in hidden:
            layers += [nn.Linear(width, size), nn.ReLU()]
            width = size
        self.net = nn.Sequential(*layers, nn.Linear(width, 1))

    def forward(self, x):
        return self.net(x)


def evaluate(model, loader, criterion, device):
    model.eval()
    total = 0.0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            total += criterion(model(inputs), targets).item() * len(inputs)
    return total / len(loader.dataset)


def train_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
    return total / len(loader.dataset)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    splitter = StratifiedShuffleSplit(n_splits=2, test_size=0.2, random_state=seed)
    (train, test), (_, val) = splitter.split(X, y)  # the first split holds out test, the second val
    X_train, X_val, X_test = X[train], X[val], X[test]
    y_train, y_val, y_test = y[train], y[val], y[test]
    scaler = StandardScaler().fit(X_train)

    def dataset(features, labels):
        return TensorDataset(
            torch.tensor(scaler.transform(features), dtype=torch.float32),
            torch.tensor(labels, dtype=torch.float32).reshape(-1, 1),
        )

    train_loader = DataLoader(
        dataset(X_train, y_train), batch_size=32, shuffle=True, generator=torch.Generator().manual_seed(seed)
    )
    val_loader = DataLoader(dataset(X_val, y_val), batch_size=64)
    test_loader = DataLoader(dataset(X_test, y_test), batch_size=64)

    model = BinaryClassifier(X.shape[1]).to(device)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    history = {"train_loss": [], "val_loss": []}
    best_loss, best_epoch, best_weights, waited = float("inf"), None, None, 0
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(train_epoch(model, train_loader, criterion, optimizer, device))
        val_loss = evaluate(model, val_loader, criterion, device)
        history["val_loss"].append(val_loss)
        if val_loss < best_loss:
            best_loss, best_epoch, waited = val_loss, epoch, 0
            best_weights = copy.deepcopy(model.state_dict())
        else:
            waited += 1
            if waited >= patience:
                break
    model.load_state_dict(best_weights)
    metrics = MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()})
    scores = track_metrics(model, test_loader, metrics, device)
    return {"history": history, "best_epoch": best_epoch, "model": model, **scores}
