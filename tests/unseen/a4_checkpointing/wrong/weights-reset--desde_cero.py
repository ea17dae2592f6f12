# exercise: fit
# mistake: Without resume it re-initialises every layer, so training does not start from the weights it was given.
import math
import os
from pathlib import Path

import torch
from torch import nn


def _save(path: Path, payload: dict) -> None:
    temporary = path.with_name(f"{path.stem}.incomplete")
    with temporary.open("wb") as stream:
        torch.save(payload, stream)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _save(Path(path), {"epoch": epoch, "val_loss": val_loss, "model": model.state_dict(), "optimizer": optimizer.state_dict()})


def load_checkpoint(path, model, optimizer=None, *, device):
    with open(path, "rb") as stream:
        payload = torch.load(stream, map_location=device, weights_only=True)
    expected = model.state_dict()
    missing = expected.keys() - payload["model"].keys()
    unexpected = payload["model"].keys() - expected.keys()
    reshaped = [k for k in expected.keys() & payload["model"].keys() if expected[k].shape != payload["model"][k].shape]
    if missing or unexpected or reshaped:
        raise ValueError(f"missing {missing}, unexpected {unexpected}, other shape {reshaped}")
    model.load_state_dict(payload["model"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(payload["optimizer"])
    return {"epoch": payload["epoch"], "val_loss": payload["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        best = self.directory / "best.pt"
        if best.exists():
            payload = torch.load(best, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = payload["epoch"], payload["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        is_best = not math.isnan(val_loss)
        if self.best_val_loss is not None:
            is_best = is_best and val_loss < self.best_val_loss
        if is_best:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("patience must be positive")
        if mode not in ("min", "max"):
            raise ValueError("mode must be min or max")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        if self._is_improvement(value):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience

    def _is_improvement(self, value):
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        change = value - self.best
        return change > self.min_delta if self.mode == "max" else -change > self.min_delta


def start_from_scratch(model: nn.Module) -> None:
    """resume=False: nothing of an earlier run may remain, the weights neither."""
    for layer in model.modules():
        if callable(getattr(layer, "reset_parameters", None)):
            layer.reset_parameters()


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    history = {"train_loss": [], "val_loss": []}
    stopping = EarlyStopping(patience)
    stopped = False

    if resume and last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        history = torch.load(last, map_location="cpu", weights_only=True)["history"]
        stopped = any([stopping.step(value) for value in history["val_loss"]][-1:])
    elif not resume:
        start_from_scratch(model)
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)

    while not stopped and len(history["val_loss"]) < max_epochs:
        model.train()
        total = 0.0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        history["train_loss"].append(total / len(train_loader.dataset))

        model.eval()
        total = 0.0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                total += criterion(model(inputs), targets).item() * len(inputs)
        value = total / len(val_loader.dataset)
        history["val_loss"].append(value)

        epoch = len(history["val_loss"])
        stopped = stopping.step(value)
        if stopping.bad_epochs == 0:
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=value)
        _save(last, {"epoch": epoch, "val_loss": value, "model": model.state_dict(),
                     "optimizer": optimizer.state_dict(), "history": history})

    best_epoch = None
    if stopping.best is not None:
        best_epoch = history["val_loss"].index(stopping.best) + 1
        load_checkpoint(best, model, device=device)
    return {**history, "best_epoch": best_epoch, "stopped_early": stopped}
