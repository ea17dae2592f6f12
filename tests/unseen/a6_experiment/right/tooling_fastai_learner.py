# Correct: fastai-like Learner/Recorder.plot_loss, ROC/threshold imports unused, plt.fill_between uncertainty-free, plt.ion/plt.close around, rich tables
import math
from collections import OrderedDict
from copy import deepcopy

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from rich.console import Console
from rich.table import Table
from sklearn.compose import ColumnTransformer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn, optim
from torch.utils.data import DataLoader, Subset, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.functional.classification import binary_accuracy, binary_f1_score

plt.ion()
console = Console(quiet=True)


class DataLoaders:
    def __init__(self, train, valid, test=None):
        self.train, self.valid, self.test = train, valid, test


class Recorder:
    def __init__(self):
        self.values = OrderedDict(train_loss=[], val_loss=[])

    def plot_loss(self, ax=None):
        return plot_validation_curve(self.values, ax)

    def table(self):
        table = Table("epoch", *self.values)
        for i, row in enumerate(zip(*self.values.values()), 1):
            table.add_row(str(i), *(f"{v:.4f}" for v in row))
        console.print(table)


class Learner:
    def __init__(self, dls, model, loss_func=F.binary_cross_entropy_with_logits, lr=1e-2, device=torch.device("cpu")):
        self.dls, self.model, self.loss_func, self.device = dls, model.to(device), loss_func, device
        self.opt = optim.AdamW(self.model.parameters(), lr=lr, weight_decay=0.01)
        self.recorder = Recorder()

    def _loss(self, dl, train):
        self.model.train(train)
        losses, sizes = [], []
        for xb, yb in dl:
            xb, yb = xb.to(self.device), yb.to(self.device)
            with torch.set_grad_enabled(train):
                loss = self.loss_func(self.model(xb), yb)
            if train:
                loss.backward()
                self.opt.step()
                self.opt.zero_grad()
            losses.append(loss.item())
            sizes.append(len(xb))
        return float(np.average(losses, weights=sizes))

    def fit(self, n_epoch, patience):
        best = (math.inf, 0, deepcopy(self.model.state_dict()))
        for epoch in range(1, n_epoch + 1):
            self.recorder.values["train_loss"].append(self._loss(self.dls.train, True))
            self.recorder.values["val_loss"].append(v := self._loss(self.dls.valid, False))
            if v < best[0]:
                best = (v, epoch, deepcopy(self.model.state_dict()))
            elif epoch - best[1] == patience:
                break
        self.best_epoch = best[1]
        self.model.load_state_dict(best[2])
        self.recorder.table()
        return self

    def get_preds(self, dl):
        self.model.eval()
        with torch.no_grad():
            pairs = [(self.model(x.to(self.device)).sigmoid().cpu(), y) for x, y in dl]
        return tuple(torch.cat(t).flatten() for t in zip(*pairs))


def track_metrics(model, loader, metrics: MetricCollection, device):
    mode = model.training
    model.eval()
    probs, targets = [], []
    with torch.no_grad():
        for x, y in loader:
            probs.append(torch.sigmoid(model(x.to(device))))
            targets.append(y.to(device))
    model.train(mode)
    metrics.to(device).reset()
    metrics.update(torch.cat(probs), torch.cat(targets).long())
    return {name: value.item() for name, value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        fig = plt.figure(figsize=(6, 4), dpi=100)
        ax = fig.gca()
    x = list(range(1, len(history["val_loss"]) + 1))
    for key, name, color in (("train_loss", "train", "tab:blue"), ("val_loss", "valid", "tab:orange")):
        ax.plot(x, history[key], label=name, color=color, marker=".")
    best = int(np.argmin(history["val_loss"]))
    ax.plot(x[best], history["val_loss"][best], "r*", markersize=14, label=f"best: {x[best]}")
    ax.set_xlabel("epoch"), ax.set_ylabel("loss")
    ax.grid(alpha=0.3)
    ax.legend(frameon=False)
    return ax


def diagnose(history, *, target_loss, gap):
    best_train = np.min(history["train_loss"])
    rise = history["val_loss"][-1] - np.min(history["val_loss"])
    return "underfitting" if best_train > target_loss else ("overfitting" if rise > gap else "good fit")


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    idx = np.arange(len(y))
    trainval, test = train_test_split(idx, test_size=0.2, stratify=y, random_state=seed)
    train, valid = train_test_split(trainval, test_size=0.2, stratify=y[trainval], random_state=seed + 1)
    ct = ColumnTransformer([("num", StandardScaler(), list(range(X.shape[1])))]).fit(X[train])
    ds = TensorDataset(torch.tensor(ct.transform(X), dtype=torch.float32), torch.tensor(y, dtype=torch.float32)[:, None])
    torch.manual_seed(seed)
    dls = DataLoaders(
        DataLoader(Subset(ds, train), 64, shuffle=True, generator=torch.Generator().manual_seed(seed)),
        DataLoader(Subset(ds, valid), 128),
        DataLoader(Subset(ds, test), 128),
    )
    model = nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1))
    learn = Learner(dls, model, device=device, lr=3e-3).fit(max_epochs, patience)
    probs, targets = learn.get_preds(dls.test)
    return {
        "history": dict(learn.recorder.values),
        "best_epoch": learn.best_epoch,
        "test_accuracy": binary_accuracy(probs, targets.int()).item(),
        "test_f1": binary_f1_score(probs, targets.int()).item(),
        "model": learn.model,
    }


if __name__ == "__main__":
    from sklearn.datasets import load_breast_cancer

    result = run_experiment(*load_breast_cancer(return_X_y=True), seed=0, device=torch.device("cpu"))
    plot_validation_curve(result["history"])
    plt.show(block=False)
    plt.close("all")
