# exercise: run_experiment
# mistake: run_experiment logs train_loss in training_step, so history["train_loss"] holds one number per batch instead of one per epoch
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
    *_, last = val = history["val_loss"]
    if all(loss > target_loss for loss in history["train_loss"]):
        return "underfitting"
    return "overfitting" if last - min(val) > gap else "good fit"


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

    def training_step(self, batch):
        loss, _ = self.shared_step(batch)
        self.log("train_loss", loss.detach())
        return loss

    def training_epoch(self, loader):
        self.net.train()
        for batch in loader:
            self.optimizer.zero_grad()
            self.training_step(batch).backward()
            self.optimizer.step()

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
