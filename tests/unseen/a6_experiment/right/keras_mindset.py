# unusual: Keras mindset: a Sequential subclass with compile/fit/evaluate and callback objects; legend by list of names
import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    training = model.training
    metrics = metrics.to(device)
    metrics.reset()
    model.train(mode=False)
    for x, y in loader:
        with torch.set_grad_enabled(False):
            y_pred = torch.special.expit(model(x.to(device)))
        metrics(y_pred, y.to(device).to(torch.int64))  # forward: accumulates as update does
    result = {}
    for name, value in metrics.compute().items():
        result[name] = value.cpu().numpy().item()
    model.train(mode=training)
    return result


def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    if ax is None:
        fig = plt.figure(figsize=(8, 5))
        ax = fig.add_subplot(111)
    epochs = range(1, len(history["train_loss"]) + 1)
    lines = ax.plot(epochs, history["train_loss"], "b-", epochs, history["val_loss"], "r-")
    lowest = min(history["val_loss"])
    ax.axvline(history["val_loss"].index(lowest) + 1, color="g", linestyle="--")
    ax.set_title("model loss")
    ax.set_ylabel("loss")
    ax.set_xlabel("epoch")
    ax.legend(lines, ["train", "val"], loc="upper right")
    return ax


def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    best_train = sorted(history["train_loss"])[0]
    best_val = sorted(history["val_loss"])[0]
    last_val = history["val_loss"][-1]
    diagnosis = "good fit"
    if last_val - best_val > gap:
        diagnosis = "overfitting"
    if best_train > target_loss:
        diagnosis = "underfitting"
    return diagnosis


class Callback:
    def on_train_begin(self, model): ...
    def on_epoch_end(self, epoch, logs, model): ...
    def on_train_end(self, model): ...


class HistoryCallback(Callback):
    def on_train_begin(self, model):
        self.history = {"train_loss": [], "val_loss": []}

    def on_epoch_end(self, epoch, logs, model):
        for name in self.history:
            self.history[name].append(logs[name])


class EarlyStopping(Callback):
    def __init__(self, monitor, patience):
        self.monitor, self.patience = monitor, patience

    def on_train_begin(self, model):
        self.best, self.best_epoch, self.wait, self.best_weights = np.inf, 0, 0, model.get_weights()

    def on_epoch_end(self, epoch, logs, model):
        if self.best_epoch == 0 or np.less(logs[self.monitor], self.best):
            self.best, self.best_epoch, self.wait = logs[self.monitor], epoch, 0
            self.best_weights = model.get_weights()
        else:
            self.wait += 1
            model.stop_training = self.wait >= self.patience

    def on_train_end(self, model):
        model.set_weights(self.best_weights)


class Sequential(nn.Sequential):
    def compile_(self, optimizer, loss, device):
        self.settings = (optimizer, loss, device)
        return self

    def get_weights(self):
        return [w.detach().cpu().numpy().copy() for w in self.state_dict().values()]

    def set_weights(self, weights):
        names = self.state_dict().keys()
        self.load_state_dict({name: torch.from_numpy(w) for name, w in zip(names, weights)})

    def fit(self, train, val, epochs, callbacks):
        self.stop_training = False
        for callback in callbacks:
            callback.on_train_begin(self)
        for epoch in range(1, epochs + 1):
            logs = {"train_loss": self.train_epoch(train), "val_loss": self.evaluate(val)}
            for callback in callbacks:
                callback.on_epoch_end(epoch, logs, self)
            if self.stop_training:
                break
        for callback in callbacks:
            callback.on_train_end(self)

    def train_epoch(self, loader):
        optimizer, loss, device = self.settings
        self.train()
        total = count = 0
        for x, y in loader:
            value = loss(self(x.to(device)), y.to(device))
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            total += value.item() * len(x)
            count += len(x)
        return total / count

    def evaluate(self, loader):
        _, loss, device = self.settings
        self.eval()
        total = count = 0
        with torch.no_grad():
            for x, y in loader:
                total += loss(self(x.to(device)), y.to(device)).item() * len(x)
                count += len(x)
        return total / count


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    torch.manual_seed(seed)
    x_train, x_test, y_train, y_test = train_test_split(X, y, test_size=0.15, random_state=seed, stratify=y)
    x_train, x_val, y_train, y_val = train_test_split(
        x_train, y_train, test_size=0.2, random_state=seed + 1, stratify=y_train
    )
    scaler = StandardScaler()
    x_train = scaler.fit_transform(x_train)
    x_val, x_test = scaler.transform(x_val), scaler.transform(x_test)

    def dataset(a, b, shuffle=False):
        a, b = torch.tensor(a, dtype=torch.float32), torch.tensor(b, dtype=torch.float32).reshape(-1, 1)
        return DataLoader(TensorDataset(a, b), batch_size=32, shuffle=shuffle)

    model = Sequential(
        nn.Linear(X.shape[1], 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 1)
    ).to(device)
    model.compile_(torch.optim.AdamW(model.parameters(), lr=0.005), nn.BCEWithLogitsLoss(), device)
    history, stopping = HistoryCallback(), EarlyStopping("val_loss", patience)
    model.fit(dataset(x_train, y_train, shuffle=True), dataset(x_val, y_val), max_epochs, [history, stopping])
    metrics = MetricCollection([BinaryAccuracy(), BinaryF1Score()])
    results = track_metrics(model, dataset(x_test, y_test), metrics, device)
    return {
        "history": history.history,
        "best_epoch": stopping.best_epoch,
        "test_accuracy": results["BinaryAccuracy"],
        "test_f1": results["BinaryF1Score"],
        "model": model,
    }
