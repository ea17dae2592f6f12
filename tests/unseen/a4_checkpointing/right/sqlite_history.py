# Unusual: the history lives in a SQLite database beside last.pt; on resuming it is cut to last.pt's epoch and replayed into EarlyStopping.
import math
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import torch


def _replace(path, write):
    handle, name = tempfile.mkstemp(dir=Path(path).parent, prefix="partial-", suffix=".tmp")
    os.close(handle)
    try:
        write(name)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    content = {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "weights": model.state_dict(),
        "memory": optimizer.state_dict(),
    }
    _replace(path, lambda name: torch.save(content, name))


def _check(model, weights):
    mine = model.state_dict()
    if mine.keys() != weights.keys():
        raise KeyError(f"these names do not match: {sorted(mine.keys() ^ weights.keys())}")
    for name, tensor in mine.items():
        if getattr(tensor, "shape", None) != getattr(weights[name], "shape", None):
            raise ValueError(f"{name} has another shape")


def load_checkpoint(path, model, optimizer=None, *, device):
    content = torch.load(path, map_location=device, weights_only=True)
    _check(model, content["weights"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(content["memory"])
    model.load_state_dict(content["weights"])
    return {"epoch": content["epoch"], "val_loss": content["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.last, self.best = self.directory / "last.pt", self.directory / "best.pt"
        self.best_epoch = self.best_val_loss = None
        if self.best.exists():
            content = torch.load(self.best, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = content["epoch"], content["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        val_loss = float(val_loss)
        save_checkpoint(self.last, model, optimizer, epoch=epoch, val_loss=val_loss)
        if math.isnan(val_loss) or (self.best_epoch is not None and not val_loss < self.best_val_loss):
            return False
        _replace(self.best, lambda name: shutil.copyfile(self.last, name))
        self.best_epoch, self.best_val_loss = int(epoch), val_loss
        return True


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in {"min", "max"}:
            raise ValueError(f"unknown mode {mode!r}")
        if patience < 1:
            raise ValueError("patience must be at least 1")
        self.patience, self.min_delta, self.sign = patience, min_delta, 1 if mode == "min" else -1
        self.best, self.bad_epochs = None, 0

    def step(self, value):
        gained = not math.isnan(value) and (self.best is None or self.sign * (self.best - value) > self.min_delta)
        if gained:
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


class Log:
    def __init__(self, directory):
        self.path = Path(directory) / "history.sqlite"
        with self.open() as db:
            db.execute("create table if not exists history (epoch integer primary key, train text, val text)")
            db.commit()

    def open(self):
        return closing(sqlite3.connect(self.path))

    def cut(self, epoch):
        with self.open() as db:
            db.execute("delete from history where epoch > ?", (epoch,))
            db.commit()

    def add(self, epoch, train, val):
        with self.open() as db:
            db.execute("insert or replace into history values (?, ?, ?)", (epoch, repr(train), repr(val)))
            db.commit()

    def rows(self):
        with self.open() as db:
            return [(float(a), float(b)) for a, b in db.execute("select train, val from history order by epoch")]


def _run(model, loader, criterion, device, optimizer=None):
    model.train(optimizer is not None)
    total = count = 0
    with torch.set_grad_enabled(optimizer is not None):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total, count = total + loss.item() * len(x), count + len(x)
    return total / count


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    resume = resume and last.exists()
    if not resume:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)
    log = Log(directory)
    done = load_checkpoint(last, model, optimizer, device=device)["epoch"] if resume else 0
    log.cut(done)
    stopping = EarlyStopping(patience)
    stopped = False
    for _, val in log.rows():
        stopped = stopping.step(val)
    if resume and stopping.best is not None and stopping.bad_epochs == 0:
        # the last epoch is the best one: if the program died before best.pt was written, this mends it
        _replace(best, lambda name: shutil.copyfile(last, name))
    checkpointer = Checkpointer(directory)
    while done < max_epochs and not stopped:
        train = _run(model, train_loader, criterion, device, optimizer)
        val = _run(model, val_loader, criterion, device)
        done += 1
        log.add(done, train, val)
        checkpointer.update(model, optimizer, epoch=done, val_loss=val)
        stopped = stopping.step(val)
    if checkpointer.best_epoch is not None:
        load_checkpoint(best, model, device=device)
    rows = log.rows()
    return {
        "train_loss": [a for a, _ in rows],
        "val_loss": [b for _, b in rows],
        "best_epoch": checkpointer.best_epoch,
        "stopped_early": stopped,
    }
