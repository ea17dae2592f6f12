# exercise: EarlyStopping
# mistake: a dataclass whose type hints say Literal["min", "max"] checks nothing at run time: another mode or a patience of 0 raises no ValueError.
import copy
import math
import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import torch
from torch import nn


@contextmanager
def _atomic(path):
    """A temporary name to write to; it becomes path only if the block ends well."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    os.close(handle)
    try:
        yield name
        os.replace(name, path)
    finally:
        if os.path.exists(name):
            os.unlink(name)


def save_checkpoint(path: Path, model, optimizer, *, epoch: int, val_loss: float) -> None:
    with _atomic(Path(path)) as name:
        torch.save(
            dict(
                epoch=int(epoch),
                val_loss=float(val_loss),
                model=model.state_dict(),
                optimizer=optimizer.state_dict(),
            ),
            name,
        )


def load_checkpoint(path, model, optimizer=None, *, device):
    ckpt = torch.load(path, map_location=device, weights_only=True)
    # primero en copias: si algo no calza, el error sale aqui y nada cambia
    copy.deepcopy(model).load_state_dict(ckpt["model"])
    if optimizer is not None:
        copy.deepcopy(optimizer).load_state_dict(ckpt["optimizer"])
    model.to(device)
    model.load_state_dict(ckpt["model"])
    if optimizer is not None:
        optimizer.load_state_dict(ckpt["optimizer"])
    return {"epoch": int(ckpt["epoch"]), "val_loss": float(ckpt["val_loss"])}


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


@dataclass
class EarlyStopping:
    patience: int
    min_delta: float = 0.0
    mode: Literal["min", "max"] = "min"   # anything else is rejected by the type
    best: float | None = field(default=None, init=False)
    bad_epochs: int = field(default=0, init=False)

    def _gain(self, value: float) -> float:
        return self.best - value if self.mode == "min" else value - self.best

    def step(self, value: float) -> bool:
        if math.isnan(value):
            improved = False
        else:
            improved = self.best is None or self._gain(value) > self.min_delta
        if improved:
            self.best = value
        self.bad_epochs = 0 if improved else self.bad_epochs + 1
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


def _save_rows(rows, path):
    temporary = path.with_suffix(".new")
    torch.save(rows, temporary)
    os.replace(temporary, path)


def fit(
    model, train_loader, val_loader, criterion, optimizer, *,
    max_epochs, patience, directory, device, resume=False,
):
    curves = directory / "curves.pt"
    rows = []  # one (train, val) per finished epoch
    if resume and (directory / "last.pt").exists() and curves.exists():
        done = load_checkpoint(directory / "last.pt", model, optimizer, device=device)["epoch"]
        rows = torch.load(curves, weights_only=True)[:done]
    else:
        for name in ("last.pt", "curves.pt", "best.pt"):
            (directory / name).unlink(missing_ok=True)

    keeper = Checkpointer(directory)
    patience_left = EarlyStopping(patience)
    stop = False
    for _, val in rows:
        stop = patience_left.step(val)

    for epoch in range(len(rows) + 1, max_epochs + 1):
        if stop:
            break
        train = _mean_loss(model, train_loader, criterion, device, optimizer)
        val = _mean_loss(model, val_loader, criterion, device)
        rows.append((train, val))
        _save_rows(rows, curves)
        keeper.update(model, optimizer, epoch=epoch, val_loss=val)
        stop = patience_left.step(val)

    numbered = [(val, epoch) for epoch, (_, val) in enumerate(rows, 1) if not math.isnan(val)]
    best_epoch = min(numbered)[1] if numbered else None
    if best_epoch is not None:
        load_checkpoint(directory / "best.pt", model, device=device)
    return {
        "train_loss": [t for t, _ in rows],
        "val_loss": [v for _, v in rows],
        "best_epoch": best_epoch,
        "stopped_early": stop,
    }
