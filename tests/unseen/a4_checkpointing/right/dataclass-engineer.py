"""Assignment 4: checkpointing, early stopping and resumable training."""
from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

LAST, BEST = "last.pt", "best.pt"
MODEL, OPTIM = "model_state", "optim_state"


@contextmanager
def _atomic(path: Path) -> Iterator[Path]:
    """Hand out a scratch file that becomes `path` only if the block succeeds."""
    scratch = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        yield scratch
        os.replace(scratch, path)
    finally:
        scratch.unlink(missing_ok=True)


def _payload(model: nn.Module, optimizer: Optimizer, epoch: int, val_loss: float) -> dict[str, Any]:
    return {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        MODEL: model.state_dict(),
        OPTIM: optimizer.state_dict(),
    }


def _write(path: Path, payload: dict[str, Any]) -> None:
    with _atomic(path) as scratch:
        torch.save(payload, scratch)


def _read(path: Path, device: torch.device | str) -> dict[str, Any]:
    return torch.load(path, map_location=device, weights_only=True)


class IncompatibleCheckpoint(RuntimeError):
    """The saved tensors do not belong to this architecture."""


def _require_compatible(model: nn.Module, state: dict[str, Tensor]) -> None:
    own = model.state_dict()
    problems = [f"missing {name}" for name in own if name not in state]
    problems += [f"unexpected {name}" for name in state if name not in own]
    problems += [
        f"{name}: {tuple(state[name].shape)} != {tuple(own[name].shape)}"
        for name in own
        if name in state and state[name].shape != own[name].shape
    ]
    if problems:
        raise IncompatibleCheckpoint("; ".join(problems))


def _is_lower(value: float, reference: float | None) -> bool:
    return not math.isnan(value) and (reference is None or value < reference)


def save_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float
) -> None:
    _write(path, _payload(model, optimizer, epoch, val_loss))


def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    payload = _read(path, device)
    _require_compatible(model, payload[MODEL])
    model.to(device).load_state_dict(payload[MODEL])
    if optimizer is not None:
        optimizer.load_state_dict(payload[OPTIM])
    return {key: payload[key] for key in ("epoch", "val_loss")}


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch: int | None = None
        self.best_val_loss: float | None = None
        try:
            previous = _read(self.directory / BEST, "cpu")
        except FileNotFoundError:
            return
        self.best_epoch = previous["epoch"]
        self.best_val_loss = previous["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        payload = _payload(model, optimizer, epoch, val_loss)
        is_best = _is_lower(val_loss, self.best_val_loss)
        if is_best:
            _write(self.directory / BEST, payload)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        _write(self.directory / LAST, payload)
        return is_best


@dataclass
class EarlyStopping:
    patience: int
    min_delta: float = 0.0
    mode: str = "min"
    best: float | None = field(default=None, init=False)
    bad_epochs: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        if self.patience < 1:
            raise ValueError(f"patience must be at least 1, got {self.patience}")
        if self.mode not in ("min", "max"):
            raise ValueError(f"mode must be 'min' or 'max', got {self.mode!r}")

    def _improves(self, value: float) -> bool:
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        gain = self.best - value if self.mode == "min" else value - self.best
        return gain > self.min_delta

    def step(self, value: float) -> bool:
        if self._improves(value):
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


@dataclass
class RunState:
    """What a resumed run has to know, all of it plain numbers and lists."""

    epoch: int = 0
    train_loss: list[float] = field(default_factory=list)
    val_loss: list[float] = field(default_factory=list)
    best_epoch: int | None = None
    best_val_loss: float | None = None
    bad_epochs: int = 0

    def record(self, train_loss: float, val_loss: float) -> bool:
        self.epoch += 1
        self.train_loss.append(train_loss)
        self.val_loss.append(val_loss)
        if _is_lower(val_loss, self.best_val_loss):
            self.best_epoch, self.best_val_loss, self.bad_epochs = self.epoch, val_loss, 0
            return True
        self.bad_epochs += 1
        return False


def _train(model: nn.Module, loader: DataLoader, criterion, optimizer: Optimizer, device) -> float:
    model.train()
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        total += float(loss.detach()) * len(targets)
    return total / len(loader.dataset)


def _validate(model: nn.Module, loader: DataLoader, criterion, device) -> float:
    model.eval()
    total = 0.0
    with torch.inference_mode():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            total += float(criterion(model(inputs), targets)) * len(targets)
    return total / len(loader.dataset)


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
    found_training = model.training
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / LAST, directory / BEST
    state = RunState()
    if resume and last.exists():
        payload = _read(last, device)
        model.load_state_dict(payload[MODEL])
        optimizer.load_state_dict(payload[OPTIM])
        state = RunState(**payload["run"])
    else:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)

    while state.epoch < max_epochs and state.bad_epochs < patience:
        train_loss = _train(model, train_loader, criterion, optimizer, device)
        val_loss = _validate(model, val_loader, criterion, device)
        improved = state.record(train_loss, val_loss)
        payload = _payload(model, optimizer, state.epoch, val_loss)
        payload["run"] = asdict(state)
        if improved:
            _write(best, payload)  # before `last`: an epoch counts only once last.pt says so
        _write(last, payload)

    if state.best_epoch is not None:
        model.load_state_dict(_read(best, device)[MODEL])
    model.train(found_training)
    return {
        "train_loss": state.train_loss,
        "val_loss": state.val_loss,
        "best_epoch": state.best_epoch,
        "stopped_early": state.bad_epochs >= patience,
    }
