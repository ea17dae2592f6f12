# exercise: fit
# mistake: fit keeps the best weights as a tuple of the live state_dict's items (the tensors themselves), so they go on changing and the model ends with the last weights
from typing import NamedTuple
import contextlib
import copy
import io
import itertools
import json
import math
import os
import tempfile
from pathlib import Path

import torch
from torch import nn


def write_atomically(obj, path: Path) -> None:
    """Serialise in memory first, then write beside the target and rename."""
    buffer = io.BytesIO()
    torch.save(obj, buffer)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem + "-", suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(buffer.getvalue())
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, path)


def save_checkpoint(path: Path, model: nn.Module, optimizer, *, epoch: int, val_loss: float) -> None:
    payload = dict(epoch=epoch, val_loss=val_loss)
    payload["weights"] = model.state_dict()
    payload["optim"] = optimizer.state_dict()
    write_atomically(payload, path)


def _shapes(state):
    return {name: tuple(tensor.shape) for name, tensor in state.items()}


def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device, weights_only=True)
    if _shapes(checkpoint["weights"]) != _shapes(model.state_dict()):
        raise ValueError(f"{path} was saved by a different network")
    model.load_state_dict(checkpoint["weights"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optim"])
    return {"epoch": int(checkpoint["epoch"]), "val_loss": float(checkpoint["val_loss"])}


class Checkpointer:
    """best.pt and last.pt of one run."""

    def __init__(self, directory: Path) -> None:
        os.makedirs(directory, exist_ok=True)
        self.last, self.best = Path(directory, "last.pt"), Path(directory, "best.pt")
        self._record = (None, math.nan)
        with contextlib.suppress(FileNotFoundError):
            saved = torch.load(self.best, map_location="cpu", weights_only=True)
            self._record = (saved["epoch"], saved["val_loss"])

    @property
    def best_epoch(self):
        return self._record[0]

    @property
    def best_val_loss(self):
        return self._record[1]

    def update(self, model, optimizer, *, epoch, val_loss) -> bool:
        if self.best_epoch is None:
            improved = val_loss == val_loss
        else:
            improved = val_loss < self.best_val_loss
        targets = [self.best, self.last] if improved else [self.last]
        for target in targets:
            save_checkpoint(target, model, optimizer, epoch=epoch, val_loss=val_loss)
        if improved:
            self._record = (epoch, val_loss)
        return improved


class EarlyStopping:
    SIGNS = {"min": -1.0, "max": 1.0}

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if patience < 1 or mode not in self.SIGNS:
            raise ValueError((patience, mode))
        self.patience = patience
        self.min_delta = min_delta
        self.sign = self.SIGNS[mode]
        self.best = math.nan
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        gain = self.sign * (value - self.best)
        first = math.isnan(self.best) and not math.isnan(value)
        if first or gain > self.min_delta:
            self.best = value
            self.bad_epochs = 0
            return False
        self.bad_epochs += 1
        return self.bad_epochs >= self.patience


class Best(NamedTuple):
    epoch: int | None = None
    loss: float = math.nan
    weights: tuple = ()


def forward_loss(model, criterion, batch, device):
    inputs, targets = (part.to(device, non_blocking=True) for part in batch)
    return criterion(model(inputs), targets), targets.size(0)


def fit(
    model,
    train_loader,
    val_loader,
    criterion,
    optimizer,
    *,
    max_epochs,
    patience,
    directory,
    device,
    resume=False,
):
    mode = model.training
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    curves = {"train_loss": [], "val_loss": []}
    best = Best()
    if resume and (directory / "last.pt").is_file():
        info = load_checkpoint(directory / "last.pt", model, optimizer, device=device)
        curves = torch.load(directory / "curves.pt", weights_only=True)
        for values in curves.values():
            del values[info["epoch"]:]
        if (directory / "best.pt").is_file():
            stored = torch.load(directory / "best.pt", map_location=device, weights_only=True)
            best = Best(stored["epoch"], stored["val_loss"], tuple(stored["weights"].items()))
    else:
        for name in ("last.pt", "best.pt", "curves.pt"):
            (directory / name).unlink(missing_ok=True)

    manager = Checkpointer(directory)
    stopping = EarlyStopping(patience)
    finished = False
    for loss in curves["val_loss"]:
        finished = stopping.step(loss)

    for epoch in itertools.takewhile(lambda _: not finished, range(len(curves["val_loss"]) + 1, max_epochs + 1)):
        running = seen = 0
        model.train()
        for batch in train_loader:
            loss, n = forward_loss(model, criterion, batch, device)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running, seen = running + loss.item() * n, seen + n
        curves["train_loss"].append(running / seen)

        running = seen = 0
        model.eval()
        with torch.no_grad():
            for batch in val_loader:
                loss, n = forward_loss(model, criterion, batch, device)
                running, seen = running + loss.item() * n, seen + n
        val_loss = running / seen
        curves["val_loss"].append(val_loss)

        write_atomically(curves, directory / "curves.pt")
        if manager.update(model, optimizer, epoch=epoch, val_loss=val_loss):
            best = Best(epoch, val_loss, tuple(model.state_dict().items()))
        finished = stopping.step(val_loss)

    if best.epoch is not None:
        model.load_state_dict(dict(best.weights))
    model.train(mode)
    return {**curves, "best_epoch": best.epoch, "stopped_early": finished}
