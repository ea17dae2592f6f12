# exercise: fit
# mistake: the best weights are kept in memory in a new dictionary that holds the model's own tensors, which training goes on changing: the model ends with the last weights.
import json
import os
from pathlib import Path

import torch
from torch import nn


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    datos = {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    temporal = path.with_name(path.name + ".tmp")
    torch.save(datos, temporal)
    os.replace(temporal, path)


def _shapes(state):
    return {name: tuple(tensor.shape) for name, tensor in state.items()}


def load_checkpoint(path, model, optimizer=None, *, device):
    if not path.is_file():
        raise FileNotFoundError(path)
    saved = torch.load(path, map_location=device, weights_only=True)
    if _shapes(saved["model"]) != _shapes(model.state_dict()):
        raise ValueError("the checkpoint is of another network")
    model.to(device).load_state_dict(saved["model"])
    if optimizer is not None:
        optimizer.load_state_dict(saved["optimizer"])
    return {"epoch": saved["epoch"], "val_loss": saved["val_loss"]}


class Checkpointer:
    """Keeps last.pt and best.pt in a directory; the directory itself is its memory."""

    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory)
        os.makedirs(self.directory, exist_ok=True)

    def _path(self, name):
        return self.directory / f"{name}.pt"

    def _read_best(self, key):
        try:
            return torch.load(self._path("best"), map_location="cpu", weights_only=True)[key]
        except FileNotFoundError:
            return None

    @property
    def best_epoch(self):
        return self._read_best("epoch")

    @property
    def best_val_loss(self):
        return self._read_best("val_loss")

    def update(self, model, optimizer, *, epoch, val_loss):
        record = self.best_val_loss
        is_best = val_loss == val_loss and (record is None or val_loss < record)
        for name in ["best", "last"] if is_best else ["last"]:
            save_checkpoint(self._path(name), model, optimizer, epoch=epoch, val_loss=val_loss)
        return bool(is_best)


class EarlyStopping:
    _SIGN = {"min": -1.0, "max": 1.0}

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if patience < 1 or mode not in self._SIGN:
            raise ValueError(f"bad arguments: patience={patience!r}, mode={mode!r}")
        self.patience, self.min_delta, self.sign = patience, min_delta, self._SIGN[mode]
        self.best, self.bad_epochs = None, 0

    def step(self, value: float) -> bool:
        self.bad_epochs += 1
        is_number = value == value
        if is_number and (self.best is None or self.sign * (value - self.best) > self.min_delta):
            self.best, self.bad_epochs = value, 0
        return self.bad_epochs >= self.patience


def _mean_loss(model, loader, criterion, device, optimizer=None):
    """Mean loss per sample over the loader; updates the model if there is an optimizer."""
    training = optimizer is not None
    model.train(training)
    total, count = 0.0, 0
    with torch.set_grad_enabled(training):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * x.shape[0]
            count += x.shape[0]
    return total / count


def fit(
    model, train_loader, val_loader, criterion, optimizer, *,
    max_epochs, patience, directory, device, resume=False,
):
    directory.mkdir(parents=True, exist_ok=True)
    last_file, best_file, log_file = (directory / n for n in ("last.pt", "best.pt", "log.json"))
    train_loss, val_loss = [], []
    best_weights = None

    if resume and last_file.exists() and log_file.exists():
        epoch = load_checkpoint(last_file, model, optimizer, device=device)["epoch"]
        log = json.loads(log_file.read_text())
        train_loss, val_loss = log["train_loss"][:epoch], log["val_loss"][:epoch]
        if best_file.exists():
            best_weights = torch.load(best_file, map_location=device, weights_only=True)["model"]
    else:
        for file in (last_file, best_file, log_file):
            file.unlink(missing_ok=True)

    checkpointer = Checkpointer(directory)
    stopping = EarlyStopping(patience)
    stop, best_epoch = False, None
    for epoch, value in enumerate(val_loss, start=1):
        stop = stopping.step(value)
        if stopping.bad_epochs == 0:
            best_epoch = epoch

    while not stop and len(val_loss) < max_epochs:
        train_loss.append(_mean_loss(model, train_loader, criterion, device, optimizer))
        val_loss.append(_mean_loss(model, val_loader, criterion, device))
        epoch = len(val_loss)

        draft = directory / "log.json.tmp"
        draft.write_text(json.dumps({"train_loss": train_loss, "val_loss": val_loss}))
        os.replace(draft, log_file)
        checkpointer.update(model, optimizer, epoch=epoch, val_loss=val_loss[-1])

        stop = stopping.step(val_loss[-1])
        if stopping.bad_epochs == 0:
            best_epoch = epoch
            # a copy of the weights of this epoch
            best_weights = {name: tensor for name, tensor in model.state_dict().items()}

    if best_weights is not None:
        model.load_state_dict(best_weights)
    return {
        "train_loss": train_loss,
        "val_loss": val_loss,
        "best_epoch": best_epoch,
        "stopped_early": stop,
    }
