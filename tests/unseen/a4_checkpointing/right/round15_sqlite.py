# style: the history lives in an SQLite database beside the checkpoints (floats as hex text), with transactions; contextlib.closing
# option: best.pt is written before last.pt; rows later than last.pt's epoch are ignored on resume; temporary files by tempfile.mkstemp
import contextlib
import math
import os
import sqlite3
import tempfile

import torch


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    content = {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "weights": model.state_dict(),
        "momentum": optimizer.state_dict(),
    }
    handle, temporary = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _shapes(state):
    return {key: tuple(value.shape) for key, value in state.items() if torch.is_tensor(value)}


def load_checkpoint(path, model, optimizer=None, *, device):
    with open(path, "rb") as file:
        content = torch.load(file, map_location=device, weights_only=True)
    if _shapes(content["weights"]) != _shapes(model.state_dict()):
        raise ValueError(f"{path} holds another network")
    if optimizer is not None:
        saved = [len(group["params"]) for group in content["momentum"]["param_groups"]]
        if saved != [len(group["params"]) for group in optimizer.param_groups]:
            raise ValueError(f"{path} holds another optimizer")
    model.to(device).load_state_dict(content["weights"])
    if optimizer is not None:
        optimizer.load_state_dict(content["momentum"])
    return {key: content[key] for key in ("epoch", "val_loss")}


class Checkpointer:
    def __init__(self, directory):
        self.directory = directory
        os.makedirs(directory, exist_ok=True)
        self.best_epoch, self.best_val_loss = None, None
        with contextlib.suppress(FileNotFoundError):
            best = torch.load(directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = best["epoch"], best["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        val_loss = float(val_loss)
        is_best = not math.isnan(val_loss) and (self.best_epoch is None or val_loss < self.best_val_loss)
        for name in ("best.pt", "last.pt") if is_best else ("last.pt",):
            save_checkpoint(self.directory / name, model, optimizer, epoch=epoch, val_loss=val_loss)
        if is_best:
            self.best_epoch, self.best_val_loss = epoch, val_loss
        return is_best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("patience must be at least 1")
        try:
            self._sign = {"min": 1.0, "max": -1.0}[mode]
        except KeyError:
            raise ValueError(f"unknown mode {mode!r}") from None
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best, self.bad_epochs = None, 0

    def step(self, value):
        value = float(value)
        if value == value and (self.best is None or self._sign * (self.best - value) > self.min_delta):
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


class Ledger:
    """The epochs, in a table."""

    def __init__(self, directory):
        self.file = directory / "history.sqlite"

    @contextlib.contextmanager
    def _open(self):
        with contextlib.closing(sqlite3.connect(self.file)) as database:
            with database:  # one transaction
                database.execute(
                    "CREATE TABLE IF NOT EXISTS epochs"
                    " (epoch INTEGER PRIMARY KEY, train TEXT, val TEXT, stopped INTEGER)"
                )
                yield database

    def write(self, epoch, train, val, stopped):
        with self._open() as database:
            database.execute(
                "INSERT OR REPLACE INTO epochs VALUES (?, ?, ?, ?)", (epoch, train.hex(), val.hex(), stopped)
            )

    def read(self, last):
        with self._open() as database:
            rows = database.execute(
                "SELECT train, val, stopped FROM epochs WHERE epoch <= ? ORDER BY epoch", (last,)
            ).fetchall()
        return [(float.fromhex(a), float.fromhex(b), bool(s)) for a, b, s in rows]

    def clear(self):
        with self._open() as database:
            database.execute("DELETE FROM epochs")


def _pass(model, loader, criterion, device, optimizer=None):
    model.train(optimizer is not None)
    total = count = 0
    with torch.set_grad_enabled(optimizer is not None):
        for inputs, targets in loader:
            loss = criterion(model(inputs.to(device)), targets.to(device))
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(inputs)
            count += len(inputs)
    return total / count


def fit(
    model, train_loader, val_loader, criterion, optimizer,
    *, max_epochs, patience, directory, device, resume=False,
):
    os.makedirs(directory, exist_ok=True)
    ledger, last, best = Ledger(directory), directory / "last.pt", directory / "best.pt"
    stopping, stopped, epoch = EarlyStopping(patience), False, 0
    train_loss, val_loss = [], []
    if resume and last.exists():
        epoch = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        for train, val, flag in ledger.read(epoch):
            train_loss.append(train)
            val_loss.append(val)
            stopped = stopping.step(val) or flag
    else:
        for old in (last, best):
            old.unlink(missing_ok=True)
        ledger.clear()
    checkpointer = Checkpointer(directory)
    while epoch < max_epochs and not stopped:
        epoch += 1
        train = _pass(model, train_loader, criterion, device, optimizer)
        val = _pass(model, val_loader, criterion, device)
        train_loss.append(train)
        val_loss.append(val)
        stopped = stopping.step(val)
        ledger.write(epoch, train, val, stopped)
        checkpointer.update(model, optimizer, epoch=epoch, val_loss=val)
    if checkpointer.best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return dict(
        train_loss=train_loss, val_loss=val_loss, best_epoch=checkpointer.best_epoch, stopped_early=stopped
    )
