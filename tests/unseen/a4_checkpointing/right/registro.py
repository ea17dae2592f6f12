"""History in SQLite beside the checkpoints; a training generator; rollback instead of a shape check."""
import io
import logging
import math
import operator
import os
import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path

import torch

log = logging.getLogger("a4")
SCHEMA = "create table if not exists epochs (epoch integer primary key, train_loss text, val_loss text)"


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    buffer = io.BytesIO()
    torch.save(
        {
            "epoch": operator.index(epoch),
            "val_loss": float(val_loss),
            "state": {"model": model.state_dict(), "optimizer": optimizer.state_dict()},
        },
        buffer,
    )
    path = Path(path)
    partial = path.with_name(path.name + f".{os.getpid()}.part")
    partial.write_bytes(buffer.getbuffer())
    partial.replace(path)


def load_checkpoint(path, model, optimizer=None, *, device):
    with open(path, "rb") as file:                      # FileNotFoundError comes from here
        checkpoint = torch.load(io.BytesIO(file.read()), map_location=device, weights_only=True)
    backup = {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}
    try:
        model.load_state_dict(checkpoint["state"]["model"])
        if optimizer is not None:
            optimizer.load_state_dict(checkpoint["state"]["optimizer"])
    except Exception:
        model.load_state_dict(backup)
        raise
    model.to(device)
    return {key: checkpoint[key] for key in ("epoch", "val_loss")}


class Checkpointer:
    def __init__(self, directory):
        self.last = Path(directory, "last.pt")
        self.best = Path(directory, "best.pt")
        self.last.parent.mkdir(parents=True, exist_ok=True)
        try:
            remembered = torch.load(self.best, map_location="cpu", weights_only=True)
        except FileNotFoundError:
            remembered = {"epoch": None, "val_loss": math.nan}
        self.best_epoch, self.best_val_loss = remembered["epoch"], remembered["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        # every comparison with NaN is False, so "not >=" also covers "no best yet"
        better = bool(not math.isnan(val_loss) and not val_loss >= self.best_val_loss)
        targets = [self.last]
        if better:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            targets.append(self.best)
        for target in targets:
            save_checkpoint(target, model, optimizer, epoch=epoch, val_loss=val_loss)
        return better


class EarlyStopping:
    _COMPARE = {"min": (operator.lt, -1.0), "max": (operator.gt, +1.0)}

    def __init__(self, patience, min_delta=0.0, mode="min"):
        try:
            self._better, self._sign = self._COMPARE[mode]
        except (KeyError, TypeError):
            raise ValueError(f"unknown mode {mode!r}") from None
        if patience < 1:
            raise ValueError(f"patience is {patience}")
        self.patience, self.min_delta = patience, min_delta
        self.best, self.bad_epochs = math.nan, 0

    def step(self, value):
        if not math.isnan(value) and (
            math.isnan(self.best) or self._better(value, self.best + self._sign * self.min_delta)
        ):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return not self.bad_epochs < self.patience


def _mean_loss(model, loader, criterion, device, after=None):
    total, n = 0.0, 0
    for batch in loader:
        inputs, targets = [t.to(device, non_blocking=True) for t in batch]
        loss = criterion(model(inputs), targets)
        if after is not None:
            after(loss)
        total += float(loss.detach()) * inputs.shape[0]
        n += inputs.shape[0]
    return total / n


def _epochs(model, train_loader, val_loader, criterion, optimizer, device):
    """Endless: one (train loss, validation loss) per epoch."""

    def update(loss):
        model.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    while True:
        train = _mean_loss(model.train(), train_loader, criterion, device, update)
        with torch.inference_mode():
            val = _mean_loss(model.eval(), val_loader, criterion, device)
        yield train, val


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    with closing(sqlite3.connect(os.fspath(directory / "history.sqlite"))) as db:
        db.execute(SCHEMA)
        stopping, best_epoch, done, stop = EarlyStopping(patience), None, 0, False
        if resume and last.is_file():
            done = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        else:
            last.unlink(missing_ok=True)
            best.unlink(missing_ok=True)
        with db:
            db.execute("delete from epochs where epoch > ?", (done,))
        rows = db.execute("select train_loss, val_loss from epochs order by epoch").fetchall()
        train_loss, val_loss = ([float(row[i]) for row in rows] for i in (0, 1))
        for number, value in enumerate(val_loss, start=1):
            stop = stopping.step(value)
            if stopping.bad_epochs == 0:
                best_epoch = number

        session = _epochs(model, train_loader, val_loader, criterion, optimizer, device)
        for epoch in count(done + 1):
            if stop or epoch > max_epochs:
                break
            train, val = next(session)
            train_loss.append(train)
            val_loss.append(val)
            stop = stopping.step(val)
            with db:
                db.execute("insert or replace into epochs values (?, ?, ?)", (epoch, repr(train), repr(val)))
            if stopping.bad_epochs == 0:
                best_epoch = epoch
                save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=val)
            save_checkpoint(last, model, optimizer, epoch=epoch, val_loss=val)
            log.info("epoch %d train %.4f val %.4f", epoch, train, val)
        session.close()
    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {"train_loss": train_loss, "val_loss": val_loss, "best_epoch": best_epoch, "stopped_early": stop}
