# unusual: the network is wrapped in a scikit-learn estimator (fit/predict/get_params); sklearn computes the test metrics
import copy

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader
from torchmetrics import MetricCollection


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    was_training = model.training
    model.eval()
    metrics.reset()
    logits, labels = [], []
    with torch.no_grad():
        for inputs, targets in loader:
            logits.append(model(inputs.to(device)).cpu())
            labels.append(targets)
    model.train(was_training)
    # one single update with everything, on the CPU
    metrics.to("cpu")
    metrics.update(torch.cat(logits).sigmoid(), torch.cat(labels).cpu().int())
    return {name: float(value) for name, value in metrics.compute().items()}


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        _, ax = plt.subplots(layout="constrained")
    n = len(history["val_loss"])
    epochs = np.arange(n) + 1
    best = int(np.argmin(history["val_loss"]))
    for key, name in (("train_loss", "entrenamiento"), ("val_loss", "validación")):
        ax.plot(epochs, history[key], label=name)
    ax.scatter([epochs[best]], [history["val_loss"][best]], s=90, facecolors="none", edgecolors="k", zorder=5)
    ax.set(xlabel="época", ylabel="loss")
    ax.legend()
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    train, val = np.array(history["train_loss"]), np.array(history["val_loss"])
    return str(np.select([train.min() > target_loss, val[-1] - val.min() > gap], ["underfitting", "overfitting"], "good fit"))


class TorchClassifier(ClassifierMixin, BaseEstimator):
    def __init__(self, hidden=(32, 16), lr=0.01, batch_size=32, max_epochs=200, patience=10, device="cpu", seed=0):
        self.hidden, self.lr, self.batch_size = hidden, lr, batch_size
        self.max_epochs, self.patience = max_epochs, patience
        self.device, self.seed = device, seed

    def _tensors(self, X, y):
        return (
            torch.as_tensor(X, dtype=torch.float32, device=self.device),
            torch.as_tensor(y, dtype=torch.float32, device=self.device).reshape(-1, 1),
        )

    def fit(self, X, y, validation):
        torch.manual_seed(self.seed)
        rng = np.random.default_rng(self.seed)
        sizes = [X.shape[1], *self.hidden]
        layers = []
        for a, b in zip(sizes, sizes[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.model_ = nn.Sequential(*layers, nn.Linear(sizes[-1], 1)).to(self.device)
        optimizer = torch.optim.Adam(self.model_.parameters(), lr=self.lr)
        loss_fn = nn.BCEWithLogitsLoss()
        X, y = self._tensors(X, y)
        X_val, y_val = self._tensors(*validation)
        self.history_ = {"train_loss": [], "val_loss": []}
        best, wait = None, 0
        for epoch in range(self.max_epochs):
            self.model_.train()
            total = 0.0
            order = rng.permutation(len(X))
            for start in range(0, len(X), self.batch_size):
                rows = torch.as_tensor(order[start : start + self.batch_size], device=self.device)
                loss = loss_fn(self.model_(X[rows]), y[rows])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                total += loss.item() * len(rows)
            self.model_.eval()
            with torch.no_grad():
                val = loss_fn(self.model_(X_val), y_val).item()
            self.history_["train_loss"].append(total / len(X))
            self.history_["val_loss"].append(val)
            if best is None or val < best[0]:
                best, wait = (val, epoch, copy.deepcopy(self.model_.state_dict())), 0
            else:
                wait += 1
                if wait == self.patience:
                    break
        self.classes_ = np.array([0, 1])
        if best is not None:
            self.best_epoch_ = best[1] + 1
            self.model_.load_state_dict(best[2])
        self.model_.eval()
        return self

    def predict(self, X):
        with torch.no_grad():
            logits = self.model_(torch.as_tensor(X, dtype=torch.float32, device=self.device))
        return (logits >= 0).squeeze(1).long().cpu().numpy()


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    X_rest, X_test, y_rest, y_test = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    X_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest, test_size=0.25, stratify=y_rest, random_state=seed)
    scaler = StandardScaler().fit(X_train)
    classifier = TorchClassifier(max_epochs=max_epochs, patience=patience, device=device, seed=seed)
    classifier.fit(scaler.transform(X_train), y_train, validation=(scaler.transform(X_val), y_val))
    predicted = classifier.predict(scaler.transform(X_test))
    return {
        "history": classifier.history_,
        "best_epoch": classifier.best_epoch_,
        "test_accuracy": float(accuracy_score(y_test, predicted)),
        "test_f1": float(f1_score(y_test, predicted, zero_division=0)),
        "model": classifier.model_,
    }
