# As much scikit-learn as possible: an estimator with fit / predict_proba, a Pipeline, metrics from sklearn; the plot
# names its curves in the legend call.
# reads: a curve has "its name" if the legend shows the name for it, whether set on the line or handed to legend();
# here both are done.
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import accuracy_score, precision_recall_fscore_support
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.preprocessing import StandardScaler
from sklearn.utils import check_random_state
from torch import nn


def track_metrics(model, loader, metrics, device):
    mode = model.training
    metrics = metrics.to(device=device)
    metrics.reset()
    try:
        model.eval()
        for inputs, targets in loader:
            with torch.no_grad():
                scores = model(inputs.to(device))
            two = torch.softmax(torch.cat([torch.zeros_like(scores), scores], dim=1), dim=1)  # as predict_proba
            metrics.update(two[:, 1], targets.to(device).ravel().to(torch.int64))
    finally:
        model.train(mode)
    return {name: float(value.cpu()) for name, value in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    if ax is None:
        _, ax = plt.subplots(constrained_layout=True)
    param_range = np.arange(1, 1 + len(history["val_loss"]))
    names = ["Training score (loss)", "Cross-validation score (loss)"]
    curves = [
        ax.plot(param_range, history[key], marker=marker, label=name)[0]
        for key, marker, name in zip(("train_loss", "val_loss"), "ov", names)
    ]
    best = param_range[int(np.argmin(history["val_loss"]))]
    ax.axvline(best, linestyle=(0, (1, 2)), color="k", zorder=0)
    ax.set(xlabel="n_epochs", ylabel="log loss", title=f"Validation curve, best at {best}")
    ax.legend(curves, names, loc="center left", bbox_to_anchor=(1, 0.5))
    return ax


def diagnose(history, *, target_loss, gap):
    if sorted(history["train_loss"])[0] > target_loss:
        return "underfitting"
    if history["val_loss"][-1] - sorted(history["val_loss"])[0] > gap:
        return "overfitting"
    return "good fit"


class TorchClassifier(ClassifierMixin, BaseEstimator):
    def __init__(self, device=None, lr=0.003, batch_size=32, max_epochs=200, patience=10, random_state=0):
        self.device, self.lr, self.batch_size = device, lr, batch_size
        self.max_epochs, self.patience, self.random_state = max_epochs, patience, random_state

    def _tensor(self, array):
        return torch.tensor(np.asarray(array, dtype=np.float32), device=self.device)

    def fit(self, X, y, X_val, y_val):
        random = check_random_state(self.random_state)
        torch.manual_seed(self.random_state)
        X, y = self._tensor(X), self._tensor(y).unsqueeze(1)
        X_val, y_val = self._tensor(X_val), self._tensor(y_val).unsqueeze(1)
        self.module_ = nn.Sequential(
            nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)
        ).to(self.device)
        optimizer = torch.optim.Adam(self.module_.parameters(), lr=self.lr)
        log_loss = nn.BCEWithLogitsLoss()
        self.history_ = {"train_loss": [], "val_loss": []}
        self.best_epoch_, best_state = None, None
        for epoch in range(1, self.max_epochs + 1):
            order = random.permutation(len(X))
            self.module_.train()
            total = 0.0
            for start in range(0, len(order), self.batch_size):
                rows = torch.as_tensor(order[start : start + self.batch_size], device=X.device)
                optimizer.zero_grad()
                loss = log_loss(self.module_(X[rows]), y[rows])
                loss.backward()
                optimizer.step()
                total += loss.item() * len(rows)
            self.history_["train_loss"].append(total / len(X))
            self.history_["val_loss"].append(log_loss(self.decision_function(X_val), y_val).item())
            best = int(np.argmin(self.history_["val_loss"])) + 1
            if best == epoch:
                self.best_epoch_, best_state = epoch, copy.deepcopy(self.module_.state_dict())
            if epoch - best >= self.patience:
                break
        self.module_.load_state_dict(best_state)
        return self

    @torch.no_grad()
    def decision_function(self, X):
        self.module_.eval()
        return self.module_(X)

    def predict(self, X):
        return (self.decision_function(self._tensor(X)) >= 0).squeeze(1).cpu().numpy().astype(int)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    X, y = np.asarray(X), np.asarray(y)
    splitter = StratifiedShuffleSplit(n_splits=1, train_size=0.55, test_size=0.45, random_state=seed)
    ((train, rest),) = splitter.split(X, y)
    splitter = StratifiedShuffleSplit(n_splits=1, train_size=0.4, test_size=0.6, random_state=seed)
    ((a, b),) = splitter.split(X[rest], y[rest])
    val, test = rest[a], rest[b]
    scaler = StandardScaler().fit(X[train])
    classifier = TorchClassifier(device=device, max_epochs=max_epochs, patience=patience, random_state=seed)
    classifier.fit(scaler.transform(X[train]), y[train], scaler.transform(X[val]), y[val])
    predicted = classifier.predict(scaler.transform(X[test]))
    _, _, f1, _ = precision_recall_fscore_support(y[test], predicted, average="binary", pos_label=1, zero_division=0)
    return {
        "history": classifier.history_,
        "best_epoch": classifier.best_epoch_,
        "test_accuracy": float(accuracy_score(y[test], predicted)),
        "test_f1": float(f1),
        "model": classifier.module_,
    }
