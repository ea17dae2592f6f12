# Unusual: every epoch has its own numbered file and last.pt/best.pt are hard links to them, swapped in by os.replace.
from __future__ import annotations

import copy
import json
import os
import shutil
from math import inf, isnan
from pathlib import Path

import torch


def _temporary(path: Path) -> Path:
    return path.parent / f"~{path.name}.{os.getpid()}"


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    path = Path(path)
    state = {"model": {"state": model.state_dict()}, "optimizer": {"state": optimizer.state_dict()}}
    half = _temporary(path)
    half.unlink(missing_ok=True)
    with half.open("xb") as file:
        torch.save({**state, "epoch": int(epoch), "val_loss": float(val_loss), "format": 1}, file)
    os.replace(half, path)


def load_checkpoint(path, model, optimizer=None, *, device):
    with Path(path).open("rb") as file:
        checkpoint = torch.load(file, map_location=torch.device("cpu"), weights_only=True)
    rehearsal = copy.deepcopy(model)
    rehearsal.load_state_dict(checkpoint["model"]["state"], strict=True)  # raises before the real one is touched
    if optimizer is not None:
        copy.deepcopy(optimizer).load_state_dict(checkpoint["optimizer"]["state"])
    model.to(device).load_state_dict(checkpoint["model"]["state"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"]["state"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


def _point(alias: Path, target: Path) -> None:
    half = _temporary(alias)
    half.unlink(missing_ok=True)
    try:
        os.link(target, half)
    except OSError:
        shutil.copyfile(target, half)
    os.replace(half, alias)


class Checkpointer:
    """Numbered files, and two names for the ones that matter."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_val_loss, self.best_epoch = inf, 0
        self.any = False
        if (best := self.directory / "best.pt").exists():
            found = torch.load(best, map_location="cpu", weights_only=True)
            self.best_val_loss, self.best_epoch, self.any = found["val_loss"], found["epoch"], True

    def file(self, epoch):
        return self.directory / f"epoch-{epoch:06d}.pt"

    def update(self, model, optimizer, *, epoch, val_loss):
        is_best = not isnan(val_loss) and (not self.any or val_loss < self.best_val_loss)
        save_checkpoint(self.file(epoch), model, optimizer, epoch=epoch, val_loss=val_loss)
        _point(self.directory / "last.pt", self.file(epoch))
        if is_best:
            _point(self.directory / "best.pt", self.file(epoch))
            self.best_val_loss, self.best_epoch, self.any = float(val_loss), epoch, True
        for file in self.directory.glob("epoch-??????.pt"):
            if file != self.file(epoch):
                file.unlink()
        return is_best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max") or patience < 1:
            raise ValueError("EarlyStopping(patience >= 1, mode='min' or 'max')")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.history, self._best = [], []

    @property
    def best(self):
        return self._best[-1][1] if self._best else None

    @property
    def bad_epochs(self):
        return len(self.history) - (self._best[-1][0] if self._best else 0)

    def step(self, value):
        self.history.append(value)
        if not isnan(value):
            if not self._best:
                self._best.append((len(self.history), value))
            else:
                gain = self.best - value if self.mode == "min" else value - self.best
                if gain > self.min_delta:
                    self._best.append((len(self.history), value))
        return self.bad_epochs >= self.patience


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    journal = directory / "journal.jsonl"
    last, best = directory / "last.pt", directory / "best.pt"
    if not (resume and last.exists()):
        for old in (last, best, journal, *directory.glob("epoch-??????.pt")):
            old.unlink(missing_ok=True)
    lines = {}
    if journal.exists():
        for line in journal.read_text().splitlines():
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:  # the line that was being written when the program died
                continue
            lines[entry["epoch"]] = entry
    done = load_checkpoint(last, model, optimizer, device=device)["epoch"] if last.exists() else 0
    entries = [lines[epoch] for epoch in range(1, done + 1)]

    stopping, stop, leader = EarlyStopping(patience), False, None
    for entry in entries:
        stop = stopping.step(entry["val_loss"])
        leader = entry["epoch"] if stopping.bad_epochs == 0 else leader
    if leader is not None and leader == done:
        _point(best, last)
    checkpointer = Checkpointer(directory)

    for epoch in range(done + 1, max_epochs + 1):
        if stop:
            break
        entry = {"epoch": epoch}
        for key, loader in (("train_loss", train_loader), ("val_loss", val_loader)):
            learning = key == "train_loss"
            model.train(learning)
            sums = [0.0, 0]
            for inputs, targets in loader:
                inputs, targets = inputs.to(device), targets.to(device)
                with torch.set_grad_enabled(learning):
                    loss = criterion(model(inputs), targets)
                if learning:
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                sums[0] += loss.item() * len(inputs)
                sums[1] += len(inputs)
            entry[key] = sums[0] / sums[1]
        with journal.open("a") as file:
            file.write("\n" + json.dumps(entry) + "\n")
        if checkpointer.update(model, optimizer, epoch=epoch, val_loss=entry["val_loss"]):
            leader = epoch
        entries.append(entry)
        stop = stopping.step(entry["val_loss"])
    if leader is not None:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": [e["train_loss"] for e in entries],
        "val_loss": [e["val_loss"] for e in entries],
        "best_epoch": leader,
        "stopped_early": stop,
    }
