# unusual: Keras habits: compile-like wrapper, History object with logs, ModelCheckpoint and EarlyStopping(restore_best_weights)
import math
import os
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    logs = {"epoch": epoch, "val_loss": val_loss}
    _save_file(path, model, optimizer, logs)


def _save_file(path, model, optimizer, logs, training=None):
    payload = dict(logs)
    payload["model_weights"] = [(name, tensor) for name, tensor in model.state_dict().items()]
    payload["optimizer_weights"] = optimizer.state_dict()
    if training is not None:
        payload["training"] = training
    temp_path = str(path) + ".keras_tmp"
    torch.save(payload, temp_path)
    os.replace(temp_path, str(path))


def _load_file(path, device):
    return torch.load(str(path), map_location=device, weights_only=True)


def _set_weights(model, pairs):
    current = list(model.state_dict().items())
    if [(n, w.shape) for n, w in current] != [(n, w.shape) for n, w in pairs]:
        raise ValueError("You called `set_weights` with weights that do not match the layers")
    model.load_state_dict(dict(pairs))


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    payload = _load_file(path, device)
    _set_weights(model, payload["model_weights"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(payload["optimizer_weights"])
    return {"epoch": payload["epoch"], "val_loss": payload["val_loss"]}


class Checkpointer:
    """ModelCheckpoint(save_best_only=True) and BackupAndRestore in one."""

    def __init__(self, directory: Path) -> None:
        self.filepath = os.path.join(str(directory), "{}.pt")
        os.makedirs(str(directory), exist_ok=True)
        self.best_val_loss = float("inf")
        self.best_epoch = None
        if os.path.exists(self.filepath.format("best")):
            payload = _load_file(self.filepath.format("best"), "cpu")
            self.best_epoch = payload["epoch"]
            self.best_val_loss = payload["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        logs = {"epoch": epoch, "val_loss": val_loss}
        improved = bool(val_loss < self.best_val_loss)
        if self.best_epoch is None and val_loss == float("inf"):
            improved = True
        if improved:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            save_checkpoint(Path(self.filepath.format("best")), model, optimizer, **logs)
        save_checkpoint(Path(self.filepath.format("last")), model, optimizer, **logs)
        return improved


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode not in ("min", "max"):
            raise ValueError("EarlyStopping mode %s is unknown" % mode)
        if patience < 1:
            raise ValueError("patience must be positive")
        self.patience = patience
        self.min_delta = min_delta if mode == "max" else -min_delta
        self.greater = mode == "max"
        self.wait = 0
        self.best = None

    @property
    def bad_epochs(self):
        return self.wait

    @bad_epochs.setter
    def bad_epochs(self, value):
        self.wait = value

    def _is_improvement(self, monitor_value):
        if math.isnan(monitor_value):
            return False
        if self.best is None:
            return True
        reference = self.best + self.min_delta
        return monitor_value > reference if self.greater else monitor_value < reference

    def step(self, value: float) -> bool:
        self.wait += 1
        if self._is_improvement(value):
            self.best = value
            self.wait = 0
        return self.wait >= self.patience


class History:
    def __init__(self):
        self.epoch = []
        self.history = {"train_loss": [], "val_loss": []}

    def on_epoch_end(self, epoch, logs):
        self.epoch.append(epoch)
        for k, v in logs.items():
            self.history.setdefault(k, []).append(v)

    def get_config(self):
        return {"epoch": self.epoch, "history": self.history}

    @classmethod
    def from_config(cls, config):
        self = cls()
        self.epoch, self.history = config["epoch"], config["history"]
        return self


class KerasLike:
    def __init__(self, model, device):
        self.model, self.device = model, device

    def compile(self, optimizer, loss):
        self.optimizer, self.loss = optimizer, loss
        return self

    def train_on_batch(self, x, y):
        self.model.train()
        value = self.loss(self.model(x.to(self.device)), y.to(self.device))
        self.optimizer.zero_grad()
        value.backward()
        self.optimizer.step()
        return value.item()

    def test_on_batch(self, x, y):
        self.model.eval()
        with torch.no_grad():
            return self.loss(self.model(x.to(self.device)), y.to(self.device)).item()

    def _over(self, step, loader):
        seen, total = 0, 0.0
        for x, y in loader:
            total += step(x, y) * x.shape[0]
            seen += x.shape[0]
        return total / seen

    def one_epoch(self, train_loader, val_loader):
        return {
            "train_loss": self._over(self.train_on_batch, train_loader),
            "val_loss": self._over(self.test_on_batch, val_loader),
        }


def fit(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion,
    optimizer: Optimizer,
    *,
    max_epochs: int,
    patience: int,
    directory: Path,
    device: torch.device,
    resume: bool = False,
) -> dict:
    os.makedirs(str(directory), exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    history, stopping = History(), EarlyStopping(patience)
    best_epoch, stop_training = None, False

    if resume is False:
        for path in (last, best):
            if path.exists():
                os.remove(path)
    elif last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        training = _load_file(last, device)["training"]
        history = History.from_config(training["history"])
        stopping.best, stopping.wait = training["best"], training["wait"]
        best_epoch, stop_training = training["best_epoch"], training["stop_training"]

    keras = KerasLike(model, device).compile(optimizer, criterion)
    for epoch in range(max_epochs):
        if stop_training:
            break
        if epoch < len(history.epoch):
            continue  # already trained by an earlier run
        logs = keras.one_epoch(train_loader, val_loader)
        history.on_epoch_end(epoch, logs)
        stop_training = stopping.step(logs["val_loss"])
        label = {"epoch": epoch + 1, "val_loss": logs["val_loss"]}
        if stopping.wait == 0:
            best_epoch = epoch + 1
            _save_file(best, model, optimizer, label)
        training = {
            "history": history.get_config(),
            "best": stopping.best,
            "wait": stopping.wait,
            "best_epoch": best_epoch,
            "stop_training": stop_training,
        }
        _save_file(last, model, optimizer, label, training)

    if best_epoch is not None:  # restore_best_weights
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": history.history["train_loss"],
        "val_loss": history.history["val_loss"],
        "best_epoch": best_epoch,
        "stopped_early": stop_training,
    }
