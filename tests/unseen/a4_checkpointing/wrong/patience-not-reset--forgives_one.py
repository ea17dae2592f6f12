# exercise: EarlyStopping
# mistake: an improvement takes only one off the count instead of setting it to zero
"""Assignment 4. fit() keeps everything that it needs in last.pt and uses none of the other exercises."""

from __future__ import annotations

import copy
import os
from pathlib import Path

from torch import nn
import torch
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def _atomic_save(payload: dict, path: Path) -> None:
    scratch = path.parent / f".{path.name}.{os.getpid()}.part"
    torch.save(payload, scratch)
    scratch.replace(path)


def save_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float
) -> None:
    """Write to a scratch file, then rename."""
    payload = {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "model_state": model.state_dict(),
        "optimizer_state": optimizer.state_dict(),
    }
    _atomic_save(payload, Path(path))


def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    """Try the state on a copy first, so that a misfit changes nothing."""
    payload = torch.load(path, map_location=device, weights_only=True)
    copy.deepcopy(model).load_state_dict(payload["model_state"])
    model.load_state_dict(payload["model_state"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(payload["optimizer_state"])
    return {"epoch": payload["epoch"], "val_loss": payload["val_loss"]}


class Checkpointer:
    """Keeps last.pt and best.pt."""

    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch: int | None = None
        self.best_val_loss: float | None = None
        if (self.directory / "best.pt").is_file():
            payload = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = payload["epoch"], payload["val_loss"]

    def _is_best(self, val_loss: float) -> bool:
        if val_loss != val_loss:
            return False
        return self.best_val_loss is None or val_loss < self.best_val_loss

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        is_best = self._is_best(val_loss)
        if is_best:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


class EarlyStopping:
    """Counts the calls since the last improvement."""

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode not in {"min", "max"}:
            raise ValueError(f"unknown mode {mode!r}")
        if patience < 1:
            raise ValueError("patience must be at least 1")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best: float | None = None
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        if value == value and (self.best is None or self._gain(value) > self.min_delta):
            self.best = value
            self.bad_epochs = max(0, self.bad_epochs - 1)
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience

    def _gain(self, value: float) -> float:
        return self.best - value if self.mode == "min" else value - self.best


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
    """Train with early stopping; what resuming needs lives in last.pt."""
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last_path, best_path = directory / "last.pt", directory / "best.pt"
    train_losses: list[float] = []
    val_losses: list[float] = []
    best_epoch, best_val, waited, done = None, None, 0, 0

    if resume and last_path.exists():
        saved = torch.load(last_path, map_location=device, weights_only=True)
        model.load_state_dict(saved["model_state"])
        optimizer.load_state_dict(saved["optimizer_state"])
        done = saved["epoch"]
        train_losses, val_losses = list(saved["train_losses"]), list(saved["val_losses"])
        best_epoch, best_val, waited = saved["best_epoch"], saved["best_val"], saved["waited"]
    else:
        last_path.unlink(missing_ok=True)
        best_path.unlink(missing_ok=True)

    for epoch in range(done + 1, max_epochs + 1):
        if waited >= patience:
            break
        model.train()
        total, seen = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total, seen = total + loss.item() * len(inputs), seen + len(inputs)
        train_losses.append(total / seen)

        model.eval()
        total, seen = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                loss = criterion(model(inputs), targets)
                total, seen = total + loss.item() * len(inputs), seen + len(inputs)
        val_losses.append(total / seen)

        improved = val_losses[-1] == val_losses[-1] and (best_val is None or val_losses[-1] < best_val)
        if improved:
            best_epoch, best_val, waited = epoch, val_losses[-1], 0
        else:
            waited += 1
        payload = {
            "epoch": epoch,
            "val_loss": val_losses[-1],
            "model_state": model.state_dict(),
            "optimizer_state": optimizer.state_dict(),
            "train_losses": train_losses,
            "val_losses": val_losses,
            "best_epoch": best_epoch,
            "best_val": best_val,
            "waited": waited,
        }
        if improved:
            _atomic_save(payload, best_path)
        _atomic_save(payload, last_path)

    if best_epoch is not None:
        best = torch.load(best_path, map_location=device, weights_only=True)
        model.load_state_dict(best["model_state"])
    return {
        "train_loss": train_losses,
        "val_loss": val_losses,
        "best_epoch": best_epoch,
        "stopped_early": waited >= patience,
    }
