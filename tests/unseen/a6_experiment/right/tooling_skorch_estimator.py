# Correct: skorch-like sklearn estimator inside a Pipeline-free experiment, EarlyStopping and Checkpoint callbacks with tempfile + torch.save, torch.compile(backend="eager") for the evaluation
import dataclasses
import math
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.ticker import MaxNLocator
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import classification_report, precision_recall_fscore_support
from sklearn.model_selection import StratifiedShuffleSplit
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

mpl.rcParams.update({"axes.spines.top": False, "axes.spines.right": False})


def track_metrics(model, loader, metrics, device):
    training = model.training
    metrics = metrics.to(device)
    metrics.reset()
    try:
        model.eval()
        with torch.no_grad():
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                metrics.update(model(x).sigmoid().squeeze(1), y.squeeze(1).to(torch.int))
        return {k: float(v) for k, v in metrics.compute().items()}
    finally:
        model.train(training)


def plot_validation_curve(history, ax=None):
    ax = ax if ax is not None else plt.figure().add_subplot()
    epochs = np.arange(1, len(history["val_loss"]) + 1)
    ax.plot(epochs, history["train_loss"], "o-", ms=3, label="Entrenamiento")
    ax.plot(epochs, history["val_loss"], "s-", ms=3, label="Validación")
    i = int(np.argmin(history["val_loss"]))
    ax.annotate("mejor", xy=(epochs[i], history["val_loss"][i]), xytext=(0, 30), textcoords="offset points", arrowprops={"arrowstyle": "->"})
    ax.axvline(epochs[i], ls=":", c="C3")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("Época")
    ax.set_ylabel("Loss")
    ax.legend(loc="best")
    return ax


def diagnose(history, *, target_loss, gap):
    match (min(history["train_loss"]) > target_loss, history["val_loss"][-1] - min(history["val_loss"]) > gap):
        case (True, _):
            return "underfitting"
        case (False, True):
            return "overfitting"
    return "good fit"


@dataclass
class EarlyStopping:
    patience: int
    best: float = math.inf
    bad: int = 0

    def __call__(self, net, value):
        improved = value < self.best
        self.best, self.bad = (value, 0) if improved else (self.best, self.bad + 1)
        return improved, self.bad >= self.patience


class NeuralNetClassifier(ClassifierMixin, BaseEstimator):
    def __init__(self, hidden=(32, 64), lr=0.01, max_epochs=200, patience=10, batch_size=64, seed=0, device="cpu"):
        self.hidden = hidden
        self.lr = lr
        self.max_epochs = max_epochs
        self.patience = patience
        self.batch_size = batch_size
        self.seed = seed
        self.device = device

    def initialize(self, d):
        torch.manual_seed(self.seed)
        layers = []
        for h in self.hidden:
            layers += [nn.Linear(d, h), nn.BatchNorm1d(h), nn.ReLU()]
            d = h
        self.module_ = nn.Sequential(*layers, nn.Linear(d, 1)).to(self.device)
        self.criterion_ = nn.BCEWithLogitsLoss()
        self.optimizer_ = torch.optim.Adam(self.module_.parameters(), lr=self.lr, weight_decay=1e-4)
        self.history_ = {"train_loss": [], "val_loss": []}

    def _tensor(self, a):
        return torch.as_tensor(np.asarray(a), dtype=torch.float32)

    def fit(self, X, y, X_val, y_val):
        self.initialize(X.shape[1])
        self.classes_ = np.array([0, 1])
        g = torch.Generator().manual_seed(self.seed)
        loader = DataLoader(TensorDataset(self._tensor(X), self._tensor(y)[:, None]), self.batch_size, shuffle=True, generator=g)
        xv, yv = self._tensor(X_val).to(self.device), self._tensor(y_val)[:, None].to(self.device)
        stopping = EarlyStopping(self.patience)
        with tempfile.TemporaryDirectory() as tmp:
            params = Path(tmp) / "params.pt"
            for epoch in range(1, self.max_epochs + 1):
                self.module_.train()
                total = 0.0
                for xb, yb in loader:
                    xb, yb = xb.to(self.device), yb.to(self.device)
                    self.optimizer_.zero_grad(set_to_none=True)
                    loss = self.criterion_(self.module_(xb), yb)
                    loss.backward()
                    self.optimizer_.step()
                    total += loss.item() * len(xb)
                self.module_.eval()
                with torch.no_grad():
                    val = self.criterion_(self.module_(xv), yv).item()
                self.history_["train_loss"].append(total / len(X))
                self.history_["val_loss"].append(val)
                improved, stop = stopping(self, val)
                if improved:
                    torch.save(self.module_.state_dict(), params)
                    self.best_epoch_ = epoch
                if stop:
                    break
            self.module_.load_state_dict(torch.load(params, map_location=self.device, weights_only=True))
        return self

    @torch.inference_mode()
    def predict_proba(self, X):
        self.module_.eval()
        p = torch.sigmoid(self.module_(self._tensor(X).to(self.device))).cpu().numpy()
        return np.hstack([1 - p, p])

    def predict(self, X):
        return (self.predict_proba(X)[:, 1] >= 0.5).astype(int)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    rest, test = next(StratifiedShuffleSplit(1, test_size=0.2, random_state=seed).split(X, y))
    tr, va = next(StratifiedShuffleSplit(1, test_size=0.2, random_state=seed).split(X[rest], y[rest]))
    train, val = rest[tr], rest[va]
    mean, std = X[train].mean(0), X[train].std(0)
    std[std == 0] = 1
    Z = (X - mean) / std
    net = NeuralNetClassifier(max_epochs=max_epochs, patience=patience, seed=seed, device=device)
    net.fit(Z[train], y[train], Z[val], y[val])
    predicted = net.predict(Z[test])
    precision, recall, f1, _ = precision_recall_fscore_support(y[test], predicted, average="binary", pos_label=1, zero_division=0)
    print(classification_report(y[test], predicted, zero_division=0))
    return dict(history=net.history_, best_epoch=net.best_epoch_, test_accuracy=float((predicted == y[test]).mean()), test_f1=float(f1), model=net.module_)
