# exercise: plot_validation_curve
# mistake: plot_validation_curve zips the labels Train and Validation with the keys in descending order, so val_loss is drawn under the name Train and the reverse
from contextlib import contextmanager
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
        ax = plt.figure().gca()
    keys = sorted(("train_loss", "val_loss"), reverse=True)
    epochs = np.arange(len(history["val_loss"])) + 1
    curves = np.column_stack([history[key] for key in keys])
    lines = ax.plot(epochs, curves, marker=".")
    for line, name in zip(lines, ("Train", "Validation")):
        line.set_label(name)
    ax.axvline(epochs[np.argmin(history["val_loss"])], color="0.5", linestyle="--")
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Mean loss per sample")
    ax.legend()
    return ax


def diagnose(history, *, target_loss, gap):
    if min(history["train_loss"]) > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - min(history["val_loss"]) > gap:
        return "overfitting"
    return "good fit"


class Experiment:
    """What a LightningModule and its Trainer would do."""

    def __init__(self, n_features, device):
        self.device = device
        self.net = nn.Sequential(nn.Linear(n_features, 24), nn.ReLU(), nn.Linear(24, 12), nn.ReLU(), nn.Linear(12, 1))
        self.net.to(device)
        self.criterion = nn.BCEWithLogitsLoss()
        self.optimizer = self.configure_optimizers()
        self.logged = {"train_loss": [], "val_loss": []}

    def configure_optimizers(self):
        return torch.optim.AdamW(self.net.parameters(), lr=3e-3)

    def log(self, name, value):
        self.logged[name].append(float(value))

    def shared_step(self, batch):
        x, y = (part.to(self.device) for part in batch)
        return self.criterion(self.net(x), y), len(y)

    def training_epoch(self, loader):
        self.net.train()
        total = 0.0
        for batch in loader:
            loss, n = self.shared_step(batch)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            total += loss.item() * n
        self.log("train_loss", total / len(loader.dataset))

    @torch.no_grad()
    def validation_epoch(self, loader):
        self.net.eval()
        losses, sizes = zip(*(self.shared_step(batch) for batch in loader))
        self.log("val_loss", sum(loss * n for loss, n in zip(losses, sizes)) / sum(sizes))

    def fit(self, train_loader, val_loader, max_epochs, patience):
        best, best_epoch, weights = np.inf, 0, copy.deepcopy(self.net.state_dict())
        for epoch in range(1, max_epochs + 1):
            self.training_epoch(train_loader)
            self.validation_epoch(val_loader)
            if self.logged["val_loss"][-1] < best:
                best, best_epoch = self.logged["val_loss"][-1], epoch
                weights = copy.deepcopy(self.net.state_dict())
            if epoch - best_epoch >= patience:
                break
        self.net.load_state_dict(weights)
        return best_epoch


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    index = np.arange(len(y))
    train, rest = train_test_split(index, train_size=0.6, stratify=y, random_state=seed)
    val, test = train_test_split(rest, train_size=0.5, stratify=y[rest], random_state=seed)
    scaler = StandardScaler()
    scaler.fit(X[train])
    inputs = torch.as_tensor(scaler.transform(X), dtype=torch.float32)
    labels = torch.as_tensor(y, dtype=torch.float32)[:, None]
    loaders = [
        DataLoader(TensorDataset(inputs[part], labels[part]), batch_size=32, shuffle=part is train)
        for part in (train, val, test)
    ]
    experiment = Experiment(X.shape[1], device)
    best_epoch = experiment.fit(loaders[0], loaders[1], max_epochs, patience)
    scores = track_metrics(
        experiment.net, loaders[2], MetricCollection({"acc": BinaryAccuracy(), "f1": BinaryF1Score()}), device
    )
    return {
        "history": experiment.logged,
        "best_epoch": best_epoch,
        "test_accuracy": scores["acc"],
        "test_f1": scores["f1"],
        "model": experiment.net,
    }
