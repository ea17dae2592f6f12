# exercise: track_metrics
# mistake: track_metrics averages the values of the batches weighted by their sizes, which is right for accuracy but not for F1, precision or recall of the whole set
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
    training = model.training
    model.eval()
    metrics = metrics.to(device)
    metrics.reset()
    rows, sizes = [], []
    with torch.no_grad():
        for x, y in loader:
            probs = model(x.to(device)).sigmoid()
            values = metrics(probs, y.to(device).long())  # the metrics of this batch
            rows.append({name: value.item() for name, value in values.items()})
            sizes.append(len(y))
    model.train(training)
    return {name: float(np.average([row[name] for row in rows], weights=sizes)) for name in rows[0]}


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
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


class EarlyStopping:
    """Like the Keras callback, with restore_best_weights."""

    def __init__(self, monitor, patience):
        self.monitor, self.patience = monitor, patience
        self.best, self.best_epoch, self.best_weights, self.wait = np.inf, None, None, 0
        self.stop_training = False

    def on_epoch_end(self, epoch, logs, model):
        current = logs[self.monitor]
        if current < self.best:
            self.best, self.best_epoch, self.wait = current, epoch, 0
            self.best_weights = copy.deepcopy(model.state_dict())
        else:
            self.wait += 1
            self.stop_training = self.wait >= self.patience


def compile_and_fit(model, train_data, val_data, epochs, callback, device):
    criterion, optimizer = nn.BCEWithLogitsLoss(), torch.optim.Adam(model.parameters(), lr=0.002)
    history = {"loss": [], "val_loss": []}
    for epoch in range(1, epochs + 1):
        sums = {"loss": 0.0, "val_loss": 0.0}
        model.train()
        for x, y in train_data:
            optimizer.zero_grad()
            loss = criterion(model(x.to(device)), y.to(device))
            loss.backward()
            optimizer.step()
            sums["loss"] += loss.item() * len(x)
        model.eval()
        with torch.no_grad():
            for x, y in val_data:
                sums["val_loss"] += criterion(model(x.to(device)), y.to(device)).item() * len(x)
        logs = {"loss": sums["loss"] / len(train_data.dataset), "val_loss": sums["val_loss"] / len(val_data.dataset)}
        for key, value in logs.items():
            history[key].append(value)
        callback.on_epoch_end(epoch, logs, model)
        if callback.stop_training:
            break
    model.load_state_dict(callback.best_weights)
    return history


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    np.random.seed(seed)
    x_train, x_test, y_train, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    x_train, x_val, y_train, y_val = train_test_split(
        x_train, y_train, test_size=0.2, stratify=y_train, random_state=seed
    )
    scaler = StandardScaler().fit(x_train)
    as_tensor = lambda a: torch.tensor(scaler.transform(a), dtype=torch.float32)
    column = lambda a: torch.tensor(a.reshape(-1, 1), dtype=torch.float32)
    train_data = DataLoader(TensorDataset(as_tensor(x_train), column(y_train)), batch_size=32, shuffle=True)
    val_data = DataLoader(TensorDataset(as_tensor(x_val), column(y_val)), batch_size=32)

    model = nn.Sequential(nn.Linear(X.shape[1], 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1))
    model.to(device)
    callback = EarlyStopping(monitor="val_loss", patience=patience)
    logs = compile_and_fit(model, train_data, val_data, max_epochs, callback, device)

    model.eval()
    with torch.no_grad():
        y_pred = (model(as_tensor(x_test).to(device)).sigmoid() >= 0.5).int().flatten().tolist()
    return {
        "history": {"train_loss": logs["loss"], "val_loss": logs["val_loss"]},
        "best_epoch": callback.best_epoch,
        "test_accuracy": float(accuracy_score(y_test, y_pred)),
        "test_f1": float(f1_score(y_test, y_pred)),
        "model": model,
    }
