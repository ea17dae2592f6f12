# Keras habits: Model.compile / fit / evaluate around a torch network, EarlyStopping(restore_best_weights=True).
import copy

import matplotlib.pyplot as plt
import torch
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(model, loader, metrics, device):
    metrics.reset()
    metrics.to(device)
    phase = model.training
    try:
        model.eval()
        with torch.no_grad():
            for x, y in loader:
                y_pred = torch.sigmoid(model(x.to(device)))
                y_true = y.to(device).long()
                metrics(y_pred.view(-1), y_true.view(-1))  # calling adds the batch, too
    finally:
        model.train(phase)
    return {name: float(result) for name, result in metrics.compute().items()}


def plot_validation_curve(history, ax=None):
    ax = ax if ax is not None else plt.subplots(1, 1)[1]
    loss, val_loss = history["train_loss"], history["val_loss"]
    epochs = range(1, len(loss) + 1)
    ax.plot(epochs, loss, "bo-", label="loss")
    ax.plot(epochs, val_loss, "rs-", label="val_loss")
    best = 1 + val_loss.index(min(val_loss))
    ax.axvline(x=best, ls=":", c="green", label=f"best epoch: {best}")
    ax.set_title("Training and validation loss")
    ax.set_xlabel("Epochs")
    ax.set_ylabel("Loss")
    ax.legend(loc="upper right", frameon=False)
    return ax


def diagnose(history, *, target_loss, gap):
    underfits = not any(loss <= target_loss for loss in history["train_loss"])
    overfits = history["val_loss"][-1] - min(history["val_loss"]) > gap
    return "underfitting" if underfits else "overfitting" if overfits else "good fit"


class EarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.best, self.best_epoch, self.best_weights, self.wait = None, 0, None, 0

    def on_epoch_end(self, loop, epoch, logs):
        self.wait += 1
        if self.best is None or logs["val_loss"] < self.best:
            self.best, self.best_epoch, self.wait = logs["val_loss"], epoch, 0
            self.best_weights = copy.deepcopy(loop.network.state_dict())
        loop.stop_training = self.wait >= self.patience

    def on_train_end(self, loop):
        loop.network.load_state_dict(self.best_weights)


class History:
    def __init__(self):
        self.history = {"train_loss": [], "val_loss": []}

    def on_epoch_end(self, loop, epoch, logs):
        for name in self.history:
            self.history[name].append(logs[name])

    def on_train_end(self, loop):
        pass


class Model:
    def __init__(self, network, device):
        self.network, self.device = network.to(device), device
        self.stop_training = False

    def compile(self, optimizer, loss):
        self.optimizer, self.loss = optimizer(self.network.parameters()), loss

    def _run(self, loader, training):
        self.network.train(training)
        total = count = 0
        for x, y in loader:
            x, y = x.to(self.device), y.to(self.device)
            with torch.set_grad_enabled(training):
                loss = self.loss(self.network(x), y)
            if training:
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
            total += loss.item() * len(x)
            count += len(x)
        return total / count

    def fit(self, loader, validation_data, epochs, callbacks):
        for epoch in range(1, epochs + 1):
            logs = {"train_loss": self._run(loader, True), "val_loss": self._run(validation_data, False)}
            for callback in callbacks:
                callback.on_epoch_end(self, epoch, logs)
            if self.stop_training:
                break
        for callback in callbacks:
            callback.on_train_end(self)


def run_experiment(X, y, *, seed, device, max_epochs=200, patience=10):
    torch.manual_seed(seed)
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.3, random_state=seed, stratify=y)
    X_train, X_val, y_train, y_val = train_test_split(X_train, y_train, test_size=0.25, random_state=seed, stratify=y_train)
    scaler = StandardScaler()
    X_train = scaler.fit_transform(X_train)
    X_val, X_test = scaler.transform(X_val), scaler.transform(X_test)

    def loader(features, labels, **options):
        return DataLoader(TensorDataset(torch.FloatTensor(features), torch.FloatTensor(labels).reshape(-1, 1)), **options)

    shuffled = {"batch_size": 16, "shuffle": True, "generator": torch.Generator().manual_seed(seed)}
    model = Model(
        nn.Sequential(nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 1)),
        device,
    )
    model.compile(lambda parameters: torch.optim.RMSprop(parameters, lr=1e-3), nn.BCEWithLogitsLoss())
    stopping, history = EarlyStopping(patience), History()
    model.fit(loader(X_train, y_train, **shuffled), loader(X_val, y_val, batch_size=64), max_epochs, [history, stopping])

    metrics = MetricCollection({"accuracy": BinaryAccuracy(), "f1": BinaryF1Score()})
    tested = track_metrics(model.network, loader(X_test, y_test, batch_size=64), metrics, device)
    return {
        "history": history.history,
        "best_epoch": stopping.best_epoch,
        "test_accuracy": tested["accuracy"],
        "test_f1": tested["f1"],
        "model": model.network,
    }
