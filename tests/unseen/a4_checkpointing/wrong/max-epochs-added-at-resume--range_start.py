# exercise: fit
# mistake: on resuming, the loop runs max_epochs more epochs counted from the saved one, instead of up to max_epochs in total.
import json
import math
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
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("mode tiene que ser min o max")
        if patience < 1:
            raise ValueError("patience tiene que ser al menos 1")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None
        self.bad_epochs = 0

    def _mejora(self, value):
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        if self.mode == "min":
            return self.best - value > self.min_delta
        return value - self.best > self.min_delta

    def step(self, value):
        if self._mejora(value):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
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


def _write_json(path, value):
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(value))
    part.replace(path)


def fit(
    model, train_loader, val_loader, criterion, optimizer, *,
    max_epochs, patience, directory, device, resume=False,
):
    last, best, log = directory / "last.pt", directory / "best.pt", directory / "log.json"
    history = {"train_loss": [], "val_loss": []}
    start = 0
    if resume and last.exists() and log.exists():
        start = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        history = {key: values[:start] for key, values in json.loads(log.read_text()).items()}
    else:
        for file in (last, best, log):
            file.unlink(missing_ok=True)

    keeper, stopping = Checkpointer(directory), EarlyStopping(patience)
    best_epoch, stop = None, False

    def note(epoch, value):
        nonlocal best_epoch, stop
        stop = stopping.step(value)
        if stopping.bad_epochs == 0:
            best_epoch = epoch

    for epoch, value in enumerate(history["val_loss"], start=1):
        note(epoch, value)

    for epoch in range(start + 1, start + 1 + max_epochs):
        if stop:
            break
        history["train_loss"].append(_mean_loss(model, train_loader, criterion, device, optimizer))
        history["val_loss"].append(_mean_loss(model, val_loader, criterion, device))
        _write_json(log, history)
        keeper.update(model, optimizer, epoch=epoch, val_loss=history["val_loss"][-1])
        note(epoch, history["val_loss"][-1])

    if best_epoch:
        load_checkpoint(best, model, device=device)
    return dict(history, best_epoch=best_epoch, stopped_early=stop)
