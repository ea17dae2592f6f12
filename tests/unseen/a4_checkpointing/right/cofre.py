"""Tarea 4: todo lo que hace falta para continuar viaja dentro de last.pt."""
from __future__ import annotations

import contextlib
import math
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn

FORMAT = 1


class CheckpointMismatch(RuntimeError):
    """The stored state belongs to another network."""


@dataclass
class Progress:
    epoch: int = 0
    train_loss: list[float] = field(default_factory=list)
    val_loss: list[float] = field(default_factory=list)
    best_epoch: int | None = None
    best_val_loss: float | None = None
    bad_epochs: int = 0

    def record(self, train: float, val: float) -> bool:
        self.epoch += 1
        self.train_loss.append(train)
        self.val_loss.append(val)
        improved = not math.isnan(val) and (self.best_val_loss is None or val < self.best_val_loss)
        if improved:
            self.best_epoch, self.best_val_loss, self.bad_epochs = self.epoch, val, 0
        else:
            self.bad_epochs += 1
        return improved


@contextlib.contextmanager
def _atomic(path: Path):
    """Yields a temporary file beside `path`; it takes its place only if nothing went wrong."""
    fd, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-", suffix=".tmp")
    try:
        with os.fdopen(fd, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _write(path: Path, payload: dict[str, Any]) -> None:
    with _atomic(Path(path)) as file:
        torch.save(payload, file)


def _payload(model, optimizer, epoch, val_loss, **extra) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        **extra,
    }


def save_checkpoint(path, model, optimizer, *, epoch, val_loss) -> None:
    _write(path, _payload(model, optimizer, epoch, val_loss))


def _check_fits(model: nn.Module, state: dict[str, torch.Tensor]) -> None:
    own = {k: tuple(v.shape) for k, v in model.state_dict().items()}
    other = {k: tuple(v.shape) for k, v in state.items()}
    if own != other:
        wrong = sorted(k for k in own.keys() | other.keys() if own.get(k) != other.get(k))
        raise CheckpointMismatch(f"does not fit: {', '.join(wrong)}")


def load_checkpoint(path, model, optimizer=None, *, device) -> dict:
    stored = torch.load(path, map_location=device, weights_only=True)
    _check_fits(model, stored["model"])
    model.to(device)
    model.load_state_dict(stored["model"])
    if optimizer is not None:
        optimizer.load_state_dict(stored["optimizer"])
    return {"epoch": stored["epoch"], "val_loss": stored["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch: int | None = None
        self.best_val_loss: float | None = None
        best = self.directory / "best.pt"
        if best.is_file():
            stored = torch.load(best, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = stored["epoch"], stored["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss) -> bool:
        val_loss = float(val_loss)
        is_best = (val_loss == val_loss) and (self.best_val_loss is None or val_loss < self.best_val_loss)
        if is_best:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in {"min", "max"}:
            raise ValueError(f"mode must be 'min' or 'max', not {mode!r}")
        if patience < 1:
            raise ValueError("patience must be at least 1")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best: float | None = None
        self.bad_epochs = 0

    def step(self, value) -> bool:
        sign = 1 if self.mode == "min" else -1
        if not math.isnan(value) and (self.best is None or sign * value < sign * self.best - self.min_delta):
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _run(model, loader, criterion, device, optimizer=None) -> float:
    model.train(optimizer is not None)
    total = count = 0
    with torch.set_grad_enabled(optimizer is not None):
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(inputs)
            count += len(inputs)
    return total / count


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    progress = Progress()
    if resume and last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        progress = Progress(**torch.load(last, map_location="cpu", weights_only=True)["progress"])
    else:
        for old in (last, best):
            old.unlink(missing_ok=True)

    while progress.epoch < max_epochs and progress.bad_epochs < patience:
        train = _run(model, train_loader, criterion, device, optimizer)
        val = _run(model, val_loader, criterion, device)
        improved = progress.record(train, val)
        payload = _payload(model, optimizer, progress.epoch, val, progress=vars(progress))
        # best.pt first: if we die in between, last.pt still says that this epoch has to be done again
        for path in [best, last] if improved else [last]:
            _write(path, payload)

    if progress.best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": progress.train_loss,
        "val_loss": progress.val_loss,
        "best_epoch": progress.best_epoch,
        "stopped_early": progress.bad_epochs >= patience,
    }
