# exercise: EarlyStopping
# mistake: the record follows every new extreme, also gains of less than min_delta, so slow progress that adds up to more than min_delta never counts.
import math
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

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


def _shapes(state):
    return {name: tuple(tensor.shape) for name, tensor in state.items()}


def load_checkpoint(path, model, optimizer=None, *, device):
    if not path.is_file():
        raise FileNotFoundError(path)
    saved = torch.load(path, map_location=device, weights_only=True)
    if _shapes(saved["model"]) != _shapes(model.state_dict()):
        raise ValueError("the checkpoint is of another network")
    model.to(device).load_state_dict(saved["model"])
    if optimizer is not None:
        optimizer.load_state_dict(saved["optimizer"])
    return {"epoch": saved["epoch"], "val_loss": saved["val_loss"]}


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


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("patience must be at least 1")
        try:
            self.record = {"min": min, "max": max}[mode]
        except KeyError:
            raise ValueError(f"unknown mode {mode!r}") from None
        self.patience = patience
        self.min_delta = min_delta
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        if math.isnan(value):
            self.bad_epochs += 1
        elif self.best is None:
            self.best = value
            self.bad_epochs = 0
        else:
            record = self.record(self.best, value)     # the best of all, this one included
            gain = abs(record - self.best)
            self.best = record
            self.bad_epochs = 0 if gain > self.min_delta else self.bad_epochs + 1
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
