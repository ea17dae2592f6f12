# Functional: context managers, generators, folds. A JSON file beside last.pt keeps the history; it is written
# first, and read only up to the epoch of last.pt; the patience already used is found by replaying the history.
import json
import math
import os
from contextlib import contextmanager, suppress
from functools import partial, reduce
from pathlib import Path

import torch


@contextmanager
def replacing(path):
    """Give a name beside `path`; on success it takes the place of `path`, otherwise it goes away."""
    part = Path(path).with_name(f".{Path(path).name}.part")
    try:
        yield part
        os.replace(part, path)
    finally:
        with suppress(OSError):
            part.unlink()


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    parts = dict(model=model.state_dict(), optimizer=optimizer.state_dict())
    with replacing(path) as part:
        torch.save({"epoch": int(epoch), "val_loss": float(val_loss), **parts}, part)


def _signature(state):
    return {name: tuple(getattr(value, "shape", ())) for name, value in state.items()}


def load_checkpoint(path, model, optimizer=None, *, device):
    saved = torch.load(path, map_location=device, weights_only=True)  # FileNotFoundError comes from here
    if _signature(saved["model"]) != _signature(model.state_dict()):
        raise ValueError(f"{path} is of another network")
    model.to(device).load_state_dict(saved["model"])
    if optimizer is not None:
        optimizer.load_state_dict(saved["optimizer"])
    return {key: saved[key] for key in ("epoch", "val_loss")}


def _better(value, best):
    return value == value and (best is None or value < best)


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = self.best_val_loss = None
        with suppress(FileNotFoundError):
            best = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = best["epoch"], best["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        save = partial(save_checkpoint, model=model, optimizer=optimizer, epoch=epoch, val_loss=val_loss)
        if improved := _better(val_loss, self.best_val_loss):
            save(self.directory / "best.pt")
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save(self.directory / "last.pt")
        return improved


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        gains = {"min": lambda best, value: best - value, "max": lambda best, value: value - best}
        if mode not in gains or patience < 1:
            raise ValueError("mode is 'min' or 'max', patience at least 1")
        self._gain, self._delta, self._patience = gains[mode], min_delta, patience
        self.best, self.bad_epochs = None, 0

    def step(self, value):
        improved = not math.isnan(value) and (self.best is None or self._gain(self.best, value) > self._delta)
        self.best, self.bad_epochs = (value, 0) if improved else (self.best, self.bad_epochs + 1)
        return self.bad_epochs >= self._patience


def _mean(pairs):
    total, n = reduce(lambda a, b: (a[0] + b[0] * b[1], a[1] + b[1]), pairs, (0.0, 0))
    return total / n


def _training(model, loader, criterion, optimizer, device):
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model.train()(inputs), targets)
        loss.backward()
        optimizer.step()
        yield loss.item(), len(inputs)


def _validation(model, loader, criterion, device):
    for inputs, targets in loader:
        with torch.no_grad():
            loss = criterion(model.eval()(inputs.to(device)), targets.to(device))
        yield loss.item(), len(inputs)


def _write_rows(path, rows):
    with replacing(path) as part:
        part.write_text(json.dumps(rows))


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    last, best, notes = directory / "last.pt", directory / "best.pt", directory / "history.json"
    stopping = EarlyStopping(patience)
    rows = []
    if resume and last.exists():
        reached = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        rows = json.loads(notes.read_text())[:reached] if notes.exists() else []
    else:
        for old in (last, notes, best):  # last.pt first: without it there is nothing to resume
            with suppress(FileNotFoundError):
                old.unlink()
    checkpointer = Checkpointer(directory)
    stopped = any([stopping.step(row["val_loss"]) for row in rows][-1:]) or any(row["stopped"] for row in rows)

    def epochs():
        while True:
            train_loss = _mean(_training(model, train_loader, criterion, optimizer, device))
            val_loss = _mean(_validation(model, val_loader, criterion, device))
            yield {"train_loss": train_loss, "val_loss": val_loss, "stopped": stopping.step(val_loss)}

    stream = epochs()
    while len(rows) < max_epochs and not stopped:
        rows.append(next(stream))
        stopped = rows[-1]["stopped"]
        _write_rows(notes, rows)
        checkpointer.update(model, optimizer, epoch=len(rows), val_loss=rows[-1]["val_loss"])
    if checkpointer.best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": [row["train_loss"] for row in rows],
        "val_loss": [row["val_loss"] for row in rows],
        "best_epoch": checkpointer.best_epoch,
        "stopped_early": stopped,
    }
