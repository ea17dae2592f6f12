# exercise: fit
# mistake: keeps the best weights in memory with v.detach().cpu(), which on a CPU model shares the storage, so the last weights come back
import copy
import json
import math
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


def _atomic_save(payload: dict, path: Path) -> None:
    """Write to a temporary sibling and rename: readers never see half a file."""
    handle, name = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
    os.close(handle)
    try:
        torch.save(payload, name)
        os.replace(name, path)
    except BaseException:
        if os.path.exists(name):
            os.unlink(name)
        raise


def _require_same_layout(found: dict, expected: dict) -> None:
    missing = expected.keys() - found.keys()
    unexpected = found.keys() - expected.keys()
    if missing or unexpected:
        raise RuntimeError(f"missing: {sorted(missing)}, unexpected: {sorted(unexpected)}")
    wrong = [k for k, v in expected.items() if v.shape != found[k].shape]
    if wrong:
        raise RuntimeError(f"shape mismatch: {wrong}")


def save_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float
) -> None:
    _atomic_save(
        {
            "epoch": int(epoch),
            "val_loss": float(val_loss),
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
        },
        path,
    )


def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    payload = torch.load(path, map_location="cpu", weights_only=True)
    _require_same_layout(payload["model"], model.state_dict())
    model.to(device).load_state_dict(payload["model"])
    if optimizer is not None:
        optimizer.load_state_dict(payload["optimizer"])
    return {"epoch": int(payload["epoch"]), "val_loss": float(payload["val_loss"])}


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        if (directory / "best.pt").exists():
            mejor = torch.load(directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch = mejor["epoch"]
            self.best_val_loss = mejor["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        es_mejor = False
        if not math.isnan(val_loss):
            if self.best_val_loss is None or val_loss < self.best_val_loss:
                es_mejor = True
        if es_mejor:
            self.best_epoch = epoch
            self.best_val_loss = float(val_loss)
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return es_mejor


class EarlyStopping:
    _SIGNS = {"min": -1.0, "max": 1.0}

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode not in self._SIGNS:
            raise ValueError(f"unknown mode {mode!r}")
        if patience < 1:
            raise ValueError(f"patience must be at least 1, got {patience}")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self._sign = self._SIGNS[mode]
        self.best: float | None = None
        self.bad_epochs = 0

    def _improves(self, value: float) -> bool:
        if value != value:
            return False
        if self.best is None:
            return True
        return self._sign * (value - self.best) > self.min_delta

    def step(self, value: float) -> bool:
        if self._improves(value):
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _to_ram(state: dict) -> dict:
    """Move the weights off the GPU so that the best model does not take its memory."""
    return {name: value.detach().cpu() for name, value in state.items()}


def _batches(loader, device):
    for inputs, targets in loader:
        yield inputs.to(device), targets.to(device)


def _train(model, loader, criterion, optimizer, device) -> float:
    model.train()
    total, seen = 0.0, 0
    for inputs, targets in _batches(loader, device):
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += float(loss) * len(targets)
        seen += len(targets)
    return total / seen


@torch.no_grad()
def _validate(model, loader, criterion, device) -> float:
    model.eval()
    total, seen = 0.0, 0
    for inputs, targets in _batches(loader, device):
        total += float(criterion(model(inputs), targets)) * len(targets)
        seen += len(targets)
    return total / seen


def fit(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    max_epochs: int,
    patience: int,
    directory: Path,
    device: torch.device,
    resume: bool = False,
) -> dict:
    directory.mkdir(parents=True, exist_ok=True)
    last, best, curves = directory / "last.pt", directory / "best.pt", directory / "curves.json"
    history: dict[str, list[float]] = {"train_loss": [], "val_loss": []}
    stopping = EarlyStopping(patience)
    best_epoch, best_weights, stop = None, None, False

    if resume and last.exists():
        done = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        saved = json.loads(curves.read_text())
        history = {key: values[:done] for key, values in saved.items()}
        for number, value in enumerate(history["val_loss"], start=1):
            stop = stopping.step(value)
            best_epoch = number if stopping.bad_epochs == 0 else best_epoch
        if best_epoch is not None:
            best_weights = _model_weights(best)
    else:
        for old in (last, best, curves):
            old.unlink(missing_ok=True)

    epoch = len(history["val_loss"])
    while epoch < max_epochs and not stop:
        epoch += 1
        history["train_loss"].append(_train(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(_validate(model, val_loader, criterion, device))
        value = history["val_loss"][-1]
        stop = stopping.step(value)

        draft = curves.with_suffix(".tmp")
        draft.write_text(json.dumps(history))
        os.replace(draft, curves)
        if stopping.bad_epochs == 0:
            best_epoch = epoch
            best_weights = _to_ram(model.state_dict())
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=value)
        save_checkpoint(last, model, optimizer, epoch=epoch, val_loss=value)

    if best_weights is not None:
        model.load_state_dict(best_weights)
    return {**history, "best_epoch": best_epoch, "stopped_early": stop}


def _model_weights(path: Path) -> dict:
    return torch.load(path, map_location="cpu", weights_only=True)["model"]
