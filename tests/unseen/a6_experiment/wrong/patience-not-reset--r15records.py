# exercise: run_experiment
# mistake: run_experiment stops when the epochs minus the improvements so far reach patience, so epochs without improvement add up over the whole run and an improvement forgives nothing
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


def track_metrics(model, loader, metrics, device):
    was_training = model.training
    model.eval()
    metrics.to(device)
    metrics.reset()
    with torch.no_grad():
        for inputs, targets in loader:
            probs = torch.sigmoid(model(inputs.to(device)))
            metrics.update(probs, targets.to(device).long())
    values = metrics.compute()
    model.train(was_training)
    return {name: value.item() for name, value in values.items()}


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
    X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(
        X_rest, y_rest, test_size=0.25, stratify=y_rest, random_state=seed
    )
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
    records = []  # (val_loss, epoch, weights) of every improvement
    for epoch in range(1, max_epochs + 1):
        history["train_loss"].append(train_epoch(model, train_loader, criterion, optimizer, device))
        val_loss = evaluate(model, val_loader, criterion, device)
        history["val_loss"].append(val_loss)
        if not records or val_loss < records[-1][0]:
            records.append((val_loss, epoch, copy.deepcopy(model.state_dict())))
        if epoch - len(records) >= patience:
            break
    _, best_epoch, best_weights = records[-1]
    model.load_state_dict(best_weights)
    metrics = MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()})
    scores = track_metrics(model, test_loader, metrics, device)
    return {"history": history, "best_epoch": best_epoch, "model": model, **scores}
