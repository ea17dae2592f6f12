# exercise: fit
# mistake: On resuming, the count of epochs without improvement starts at zero again, so it stops late.
from __future__ import annotations

import math
import os
import tempfile
from pathlib import Path

import torch
from torch import nn

STATE = "model_state_dict"
OPTIM = "optimizer_state_dict"


def _atomic_save(obj: dict, path: Path) -> None:
    """Write next to the target, then rename in one operation."""
    path = Path(path)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    os.close(handle)
    try:
        torch.save(obj, name)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _pack(model, optimizer, epoch, val_loss) -> dict:
    return {"epoch": int(epoch), "val_loss": float(val_loss), STATE: model.state_dict(), OPTIM: optimizer.state_dict()}


def save_checkpoint(path, model, optimizer, *, epoch, val_loss) -> None:
    """Save model and optimizer under `path`."""
    _atomic_save(_pack(model, optimizer, epoch, val_loss), path)


def _check_fits(model: nn.Module, state: dict) -> None:
    wanted = {name: tuple(t.shape) for name, t in model.state_dict().items()}
    found = {name: tuple(t.shape) for name, t in state.items()}
    if wanted != found:
        raise ValueError("The checkpoint belongs to another architecture.")


def load_checkpoint(path, model, optimizer=None, *, device) -> dict:
    """Restore model (and optimizer) from `path`."""
    if not Path(path).is_file():
        raise FileNotFoundError(path)
    checkpoint = torch.load(path, map_location=device, weights_only=True)
    _check_fits(model, checkpoint[STATE])
    model.to(device)
    model.load_state_dict(checkpoint[STATE])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint[OPTIM])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


class Checkpointer:
    """Keep `last.pt` and `best.pt`."""

    def __init__(self, directory) -> None:
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch: int | None = None
        self.best_val_loss = math.inf
        if self.best_path.exists():
            stored = torch.load(self.best_path, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = stored["epoch"], stored["val_loss"]

    @property
    def best_path(self) -> Path:
        return self.directory / "best.pt"

    @property
    def last_path(self) -> Path:
        return self.directory / "last.pt"

    def update(self, model, optimizer, *, epoch, val_loss) -> bool:
        improved = val_loss < self.best_val_loss or (self.best_epoch is None and not math.isnan(val_loss))
        if improved:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            save_checkpoint(self.best_path, model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.last_path, model, optimizer, epoch=epoch, val_loss=val_loss)
        return improved


class EarlyStopping:
    """Stop after `patience` calls without improvement."""

    def __init__(self, patience, min_delta=0.0, mode="min") -> None:
        if mode not in {"min", "max"}:
            raise ValueError(f"mode must be 'min' or 'max', not {mode!r}")
        if patience < 1:
            raise ValueError("patience must be at least 1")
        self.patience = patience
        self.min_delta = min_delta
        self.sign = 1.0 if mode == "min" else -1.0
        self.best: float | None = None
        self.bad_epochs = 0

    def step(self, value) -> bool:
        gain = math.inf if self.best is None else self.sign * (self.best - value)
        if not math.isnan(value) and gain > self.min_delta:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _train(model, loader, criterion, optimizer, device) -> float:
    model.train()
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * inputs.size(0)
    return total / len(loader.dataset)


@torch.no_grad()
def _validate(model, loader, criterion, device) -> float:
    model.eval()
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        total += criterion(model(inputs), targets).item() * inputs.size(0)
    return total / len(loader.dataset)


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    """Train with checkpoints and early stopping."""
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"

    log = {"train_loss": [], "val_loss": [], "best_epoch": None, "stopped_early": False}
    best_value = math.inf
    waited = 0
    if resume and last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        log = torch.load(last, map_location="cpu", weights_only=True)["log"]
        if log["best_epoch"] is not None:
            best_value = log["val_loss"][log["best_epoch"] - 1]
    else:
        for old in (last, best):
            old.unlink(missing_ok=True)

    for epoch in range(len(log["val_loss"]) + 1, max_epochs + 1):
        if log["stopped_early"]:
            break
        log["train_loss"].append(_train(model, train_loader, criterion, optimizer, device))
        value = _validate(model, val_loader, criterion, device)
        log["val_loss"].append(value)
        waited += 1
        if value < best_value or (log["best_epoch"] is None and not math.isnan(value)):
            best_value, waited = value, 0
            log["best_epoch"] = epoch
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=value)
        log["stopped_early"] = waited >= patience
        _atomic_save({**_pack(model, optimizer, epoch, value), "log": log}, last)

    if log["best_epoch"] is not None:
        load_checkpoint(best, model, device=device)
    return log
