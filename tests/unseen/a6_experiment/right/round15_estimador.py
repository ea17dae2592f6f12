# style: scikit-learn estimator around the network, StandardScaler, pandas DataFrame.plot, classification_report as the source of the scores
# option: the curves are drawn by pandas; the mark is an annotate arrow; NAdam; split 60/15/25; batches indexed at once by a BatchSampler
from __future__ import annotations

import copy

import numpy as np
import pandas as pd
import torch
from matplotlib import pyplot
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import classification_report
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset


def track_metrics(model, loader, metrics, device):
    probabilities = nn.Sequential(model, nn.Sigmoid())  # eval and train reach the model inside
    before = model.training
    probabilities.eval()
    metrics.reset()
    metrics = metrics.to(device)
    for inputs, targets in loader:
        with torch.no_grad():
            p = probabilities(inputs.to(device))
        metrics(p[:, 0], targets[:, 0].to(device, torch.long))  # forward accumulates as well
    probabilities.train(before)
    return pd.Series(metrics.compute()).map(lambda value: value.item()).to_dict()


def plot_validation_curve(history, ax=None):
    if ax is None:
        ax = pyplot.figure().subplots()
    frame = pd.DataFrame({"Training": history["train_loss"], "Validation": history["val_loss"]})
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="Epoch")
    frame.plot(ax=ax, ylabel="Loss", xlabel="Epoch", legend=True)
    best = frame["Validation"].idxmin()
    value = frame.at[best, "Validation"]
    ax.annotate(
        "best", xy=(best, value), xytext=(best, value + 0.25 * (frame.to_numpy().max() - value) + 0.05),
        ha="center", arrowprops={"arrowstyle": "->"},
    )
    return ax


def diagnose(history, *, target_loss, gap):
    frame = pd.DataFrame({k: history[k] for k in ("train_loss", "val_loss")})
    if frame["train_loss"].min() > target_loss:
        return "underfitting"
    worse = frame["val_loss"].iat[-1] - frame["val_loss"].min()
    return "overfitting" if worse > gap else "good fit"


class NetClassifier(ClassifierMixin, BaseEstimator):
    def __init__(self, hidden=(24, 12), lr=1e-3, batch_size=48, max_epochs=200, patience=10, seed=0, device="cpu"):
        self.hidden = hidden
        self.lr = lr
        self.batch_size = batch_size
        self.max_epochs = max_epochs
        self.patience = patience
        self.seed = seed
        self.device = device

    def _tensor(self, array):
        return torch.as_tensor(np.asarray(array, dtype=np.float32), device=self.device)

    def _build(self, features):
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.seed)
            sizes = [features, *self.hidden]
            blocks = [nn.Sequential(nn.Linear(a, b), nn.SiLU()) for a, b in zip(sizes, sizes[1:])]
            return nn.Sequential(*blocks, nn.Linear(sizes[-1], 1)).to(self.device)

    def _mean_loss(self, pairs):
        losses, sizes = np.array(list(pairs)).T
        return float(losses @ sizes / sizes.sum())

    def _train(self, loader, optimizer):
        self.model_.train()
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = self.loss_(self.model_(inputs), targets)
            loss.backward()
            optimizer.step()
            yield loss.item(), len(inputs)

    def fit(self, X, y, X_val, y_val):
        self.classes_ = np.array([0, 1])
        self.loss_ = nn.BCEWithLogitsLoss()
        self.model_ = self._build(X.shape[1])
        data = TensorDataset(self._tensor(X), self._tensor(y)[:, None])
        order = RandomSampler(data, generator=torch.Generator().manual_seed(self.seed))
        loader = DataLoader(data, sampler=BatchSampler(order, self.batch_size, drop_last=False), batch_size=None)
        validation = self._tensor(X_val), self._tensor(y_val)[:, None]
        optimizer = torch.optim.NAdam(self.model_.parameters(), lr=self.lr, weight_decay=1e-2)
        rows, best = [], np.inf
        for epoch in range(1, self.max_epochs + 1):
            train_loss = self._mean_loss(self._train(loader, optimizer))
            val_loss = self.loss_(self.decision_function(validation[0]), validation[1]).item()
            rows.append((train_loss, val_loss))
            if val_loss < best or epoch == 1:
                best, self.best_epoch_, weights = val_loss, epoch, copy.deepcopy(self.model_.state_dict())
            elif epoch - self.best_epoch_ >= self.patience:
                break
        self.model_.load_state_dict(weights)
        self.history_ = pd.DataFrame(rows, columns=["train_loss", "val_loss"]).to_dict(orient="list")
        return self

    @torch.no_grad()
    def decision_function(self, X):
        self.model_.eval()
        return self.model_(X if torch.is_tensor(X) else self._tensor(X))

    def predict(self, X):
        return (self.decision_function(X).sigmoid() >= 0.5).long().cpu().numpy().ravel()


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X, y = np.asarray(X, dtype=float), np.asarray(y).astype(int)
    everyone = np.arange(len(y))
    train, rest = train_test_split(everyone, train_size=0.6, stratify=y, random_state=seed)
    val, test = train_test_split(rest, test_size=0.625, stratify=y[rest], random_state=seed)
    scaler = StandardScaler().fit(X[train])
    net = NetClassifier(max_epochs=max_epochs, patience=patience, seed=seed, device=device)
    net.fit(scaler.transform(X[train]), y[train], scaler.transform(X[val]), y[val])
    report = classification_report(
        y[test], net.predict(scaler.transform(X[test])), labels=[0, 1], output_dict=True, zero_division=0.0
    )
    right = report["accuracy"] if "accuracy" in report else report["micro avg"]["f1-score"]
    return {
        "history": net.history_,
        "best_epoch": net.best_epoch_,
        "test_accuracy": float(right),
        "test_f1": float(report["1"]["f1-score"]),
        "model": net.model_,
    }
