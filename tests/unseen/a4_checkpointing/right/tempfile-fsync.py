# %%
"""Assignment 4 - I work in ops, so the disk is the enemy here."""
import contextlib
import math
import os
import tempfile
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def _durable_save(obj, path: Path) -> None:
    fd, name = tempfile.mkstemp(prefix=path.stem + "-", suffix=".partial", dir=path.parent)
    try:
        with os.fdopen(fd, "wb") as handle:
            torch.save(obj, handle)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise


def _snapshot(model, optimizer, epoch, val_loss) -> dict:
    # tensors go to the CPU, so the file opens anywhere
    return {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "model": {name: tensor.detach().cpu() for name, tensor in model.state_dict().items()},
        "optimizer": optimizer.state_dict(),
    }


def _better(candidate: float, incumbent) -> bool:
    return candidate == candidate and (incumbent is None or candidate < incumbent)


# %%
def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    _durable_save(_snapshot(model, optimizer, epoch, val_loss), path)


# %%
def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    with open(path, "rb") as handle:
        snapshot = torch.load(handle, map_location=device, weights_only=True)

    current = model.state_dict()
    stored = snapshot["model"]
    if missing := current.keys() - stored.keys():
        raise ValueError(f"not in the checkpoint: {sorted(missing)}")
    if extra := stored.keys() - current.keys():
        raise ValueError(f"not in the model: {sorted(extra)}")
    if clashes := [name for name in stored if stored[name].shape != current[name].shape]:
        raise ValueError(f"wrong shape: {clashes}")

    model.to(device)
    model.load_state_dict(stored)
    if optimizer is not None:
        optimizer.load_state_dict(snapshot["optimizer"])
    return {"epoch": snapshot["epoch"], "val_loss": snapshot["val_loss"]}


# %%
class Checkpointer:
    """Keep the last checkpoint and the best one."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.paths = {kind: directory / f"{kind}.pt" for kind in ("last", "best")}
        self.best_epoch = None
        self.best_val_loss = None
        if self.paths["best"].exists():
            stored = torch.load(self.paths["best"], map_location="cpu", weights_only=True)
            self.best_epoch = stored["epoch"]
            self.best_val_loss = stored["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        snapshot = _snapshot(model, optimizer, epoch, val_loss)
        is_best = _better(val_loss, self.best_val_loss)
        if is_best:
            _durable_save(snapshot, self.paths["best"])
            self.best_epoch, self.best_val_loss = int(epoch), float(val_loss)
        _durable_save(snapshot, self.paths["last"])
        return is_best


# %%
class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if patience < 1:
            raise ValueError("patience must be >= 1")
        if mode not in ("min", "max"):
            raise ValueError("mode must be 'min' or 'max'")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best = None
        self.calls = 0
        self._last_good_call = 0

    @property
    def bad_epochs(self) -> int:
        return self.calls - self._last_good_call

    def step(self, value: float) -> bool:
        self.calls += 1
        if not math.isnan(value):
            if self.best is None:
                good = True
            elif self.mode == "min":
                good = (self.best - value) > self.min_delta
            else:
                good = (value - self.best) > self.min_delta
            if good:
                self.best = value
                self._last_good_call = self.calls
        return self.bad_epochs >= self.patience


# %%
def _epoch_loss(model, loader: DataLoader, criterion, device, on_loss=None) -> float:
    weighted = []
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        if on_loss is not None:
            on_loss(loss)
        weighted.append(loss.item() * len(inputs))
    return sum(weighted) / len(loader.dataset)


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
    mode = model.training
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"

    progress = {"train_loss": [], "val_loss": [], "best_epoch": None, "best": None, "stale": 0}
    if resume and last.exists():
        snapshot = torch.load(last, map_location=device, weights_only=True)
        model.load_state_dict(snapshot["model"])
        optimizer.load_state_dict(snapshot["optimizer"])
        progress = snapshot["progress"]
    else:
        for stale_file in (last, best):
            with contextlib.suppress(FileNotFoundError):
                stale_file.unlink()

    def update_weights(loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    while len(progress["val_loss"]) < max_epochs and progress["stale"] < patience:
        model.train()
        train_loss = _epoch_loss(model, train_loader, criterion, device, on_loss=update_weights)
        model.eval()
        with torch.no_grad():
            val_loss = _epoch_loss(model, val_loader, criterion, device)

        progress["train_loss"].append(train_loss)
        progress["val_loss"].append(val_loss)
        epoch = len(progress["val_loss"])
        won = _better(val_loss, progress["best"])
        if won:
            progress.update(best_epoch=epoch, best=val_loss, stale=0)
        else:
            progress["stale"] += 1

        snapshot = _snapshot(model, optimizer, epoch, val_loss)
        snapshot["progress"] = progress
        # The order matters. last.pt commits the epoch; if we die before it, the epoch is redone.
        if won:
            _durable_save(snapshot, best)
        _durable_save(snapshot, last)

    if progress["best_epoch"] is not None:
        model.load_state_dict(torch.load(best, map_location=device, weights_only=True)["model"])
    model.train(mode)
    return {
        "train_loss": progress["train_loss"],
        "val_loss": progress["val_loss"],
        "best_epoch": progress["best_epoch"],
        "stopped_early": progress["stale"] >= patience,
    }
