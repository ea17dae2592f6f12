# exercise: Checkpointer
# mistake: a value is the best if it equals the minimum of all values so far, which a tie does too: best.pt then holds the later epoch.
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
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.losses = []
        best = self.directory / "best.pt"
        if best.exists():
            memory = torch.load(best, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = memory["epoch"], memory["val_loss"]
            self.losses.append(self.best_val_loss)

    def update(self, model, optimizer, *, epoch, val_loss):
        if not math.isnan(val_loss):
            self.losses.append(val_loss)
        is_best = bool(self.losses) and val_loss == min(self.losses)
        if is_best:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


class EarlyStopping:
    _SIGN = {"min": -1.0, "max": 1.0}

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if patience < 1 or mode not in self._SIGN:
            raise ValueError(f"bad arguments: patience={patience!r}, mode={mode!r}")
        self.patience, self.min_delta, self.sign = patience, min_delta, self._SIGN[mode]
        self.best, self.bad_epochs = None, 0

    def step(self, value: float) -> bool:
        self.bad_epochs += 1
        is_number = value == value
        if is_number and (self.best is None or self.sign * (value - self.best) > self.min_delta):
            self.best, self.bad_epochs = value, 0
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
