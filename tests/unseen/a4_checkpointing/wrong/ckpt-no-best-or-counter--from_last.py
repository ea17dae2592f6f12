# exercise: Checkpointer
# mistake: a new Checkpointer takes the loss in last.pt as the best so far, so it forgets the real best
from __future__ import annotations

import copy
import math
import os
import tempfile
from pathlib import Path
from typing import Any, Optional

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def _atomic_save(obj: dict[str, Any], path: Path) -> None:
    """Serialize ``obj`` next to ``path`` and atomically move it into place."""
    path = Path(path)
    fd, tmp_name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    os.close(fd)
    torch.save(obj, tmp_name)
    os.replace(tmp_name, path)


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    """Save the full training state to a single file.

    The state is first written to a temporary file in the same directory and then moved over the
    destination, so a crash never leaves a truncated checkpoint behind.
    """
    checkpoint = {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "model_state_dict": model.state_dict(),
        "optimizer_state_dict": optimizer.state_dict(),
    }
    _atomic_save(checkpoint, path)


def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optional[Optimizer] = None, *, device: torch.device
) -> dict[str, Any]:
    """Restore a checkpoint written by :func:`save_checkpoint`.

    Raises:
        FileNotFoundError: if the file does not exist.
        RuntimeError: if the stored state does not match the model (nothing is modified).
    """
    checkpoint = torch.load(path, map_location=device, weights_only=True)
    # Dry run on a throw-away copy: load_state_dict copies before it complains.
    copy.deepcopy(model).load_state_dict(checkpoint["model_state_dict"])
    model.to(device)
    model.load_state_dict(checkpoint["model_state_dict"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer_state_dict"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


class Checkpointer:
    """Keep ``last.pt`` and ``best.pt`` in a directory and remember them across restarts."""

    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch: Optional[int] = None
        self.best_val_loss: float = math.inf
        self._restore()

    def _restore(self) -> None:
        """Pick up where the previous run left off."""
        last = self.directory / "last.pt"
        if last.exists():
            checkpoint = torch.load(last, map_location="cpu", weights_only=True)
            if not math.isnan(checkpoint["val_loss"]):
                self.best_epoch = checkpoint["epoch"]
                self.best_val_loss = checkpoint["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        """Save the checkpoint(s) of this epoch and report whether it is the best one."""
        first = self.best_epoch is None and not math.isnan(val_loss)
        is_best = first or val_loss < self.best_val_loss
        names = ["last.pt"] + (["best.pt"] if is_best else [])
        for name in names:
            save_checkpoint(self.directory / name, model, optimizer, epoch=epoch, val_loss=val_loss)
        if is_best:
            self.best_epoch, self.best_val_loss = epoch, float(val_loss)
        return is_best


class EarlyStopping:
    """Stop training when a monitored value has stopped improving.

    Args:
        patience: number of consecutive calls without improvement to tolerate.
        min_delta: an improvement must be larger than this.
        mode: ``"min"`` or ``"max"``.
    """

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode not in ("min", "max"):
            raise ValueError(f"mode must be 'min' or 'max', got {mode!r}")
        if patience < 1:
            raise ValueError(f"patience must be at least 1, got {patience}")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best: Optional[float] = None
        self.bad_epochs = 0

    def _is_improvement(self, value: float) -> bool:
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        if self.mode == "min":
            return value < self.best - self.min_delta
        return value > self.best + self.min_delta

    def step(self, value: float) -> bool:
        """Register a new value and return whether training should stop."""
        if self._is_improvement(value):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _run_epoch(model, loader, criterion, device, optimizer=None) -> float:
    """Run one epoch; update the weights only when an optimizer is given."""
    is_training = optimizer is not None
    model.train(is_training)
    total_loss, total_samples = 0.0, 0
    with torch.set_grad_enabled(is_training):
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            if is_training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total_loss += loss.item() * inputs.size(0)
            total_samples += inputs.size(0)
    return total_loss / total_samples


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
) -> dict[str, Any]:
    """Train with validation, checkpointing, early stopping and optional resuming."""
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    state_path = directory / "training_state.pt"
    initial_mode = model.training

    state = {
        "epoch": 0,
        "train_loss": [],
        "val_loss": [],
        "best_epoch": None,
        "best_val_loss": None,
        "best_model": None,
        "bad_epochs": 0,
    }
    if resume and state_path.exists():
        state = torch.load(state_path, map_location=device, weights_only=True)
        model.load_state_dict(state.pop("model"))
        optimizer.load_state_dict(state.pop("optimizer"))
    else:
        for name in ("training_state.pt", "last.pt", "best.pt"):
            (directory / name).unlink(missing_ok=True)

    while state["epoch"] < max_epochs and state["bad_epochs"] < patience:
        state["epoch"] += 1
        train_loss = _run_epoch(model, train_loader, criterion, device, optimizer)
        val_loss = _run_epoch(model, val_loader, criterion, device)
        state["train_loss"].append(train_loss)
        state["val_loss"].append(val_loss)

        best = state["best_val_loss"]
        if not math.isnan(val_loss) and (best is None or val_loss < best):
            state["best_epoch"] = state["epoch"]
            state["best_val_loss"] = val_loss
            state["best_model"] = copy.deepcopy(model.state_dict())
            state["bad_epochs"] = 0
            save_checkpoint(directory / "best.pt", model, optimizer, epoch=state["epoch"], val_loss=val_loss)
        else:
            state["bad_epochs"] += 1

        save_checkpoint(directory / "last.pt", model, optimizer, epoch=state["epoch"], val_loss=val_loss)
        _atomic_save({**state, "model": model.state_dict(), "optimizer": optimizer.state_dict()}, state_path)

    if state["best_model"] is not None:
        model.load_state_dict(state["best_model"])
    model.train(initial_mode)
    return {
        "train_loss": state["train_loss"],
        "val_loss": state["val_loss"],
        "best_epoch": state["best_epoch"],
        "stopped_early": state["bad_epochs"] >= patience,
    }
