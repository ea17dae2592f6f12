# exercise: run_experiment
# mistake: run_experiment takes test, val and train from the folds of a shuffled KFold, which gets y but does not stratify by it
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import KFold
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
    folds = [fold for _, fold in KFold(n_splits=5, shuffle=True, random_state=seed).split(X, y)]
    test, val, train = folds[0], folds[1], np.concatenate(folds[2:])
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
