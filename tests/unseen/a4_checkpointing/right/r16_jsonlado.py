# style: history beside the checkpoints in a JSON Lines journal keyed by epoch; Path.rename; context manager for atomic files; dataclass state machine
# open options used: the journal may run ahead of last.pt and is cut back on resume; load_checkpoint rehearses on deep copies
import contextlib
import copy
import json
import math
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import nn


@contextlib.contextmanager
def atomic(path: Path):
    handle, name = tempfile.mkstemp(prefix="." + path.name, dir=path.parent)
    os.close(handle)
    try:
        yield name
        Path(name).rename(path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    payload = dict(epoch=epoch, val_loss=float(val_loss))
    payload |= {"state": {"model": model.state_dict(), "optimizer": optimizer.state_dict()}}
    with atomic(Path(path)) as tmp:
        torch.save(payload, tmp)


def load_checkpoint(path, model, optimizer=None, *, device):
    payload = torch.load(path, map_location=device, weights_only=True)
    state = payload["state"]
    copy.deepcopy(model).load_state_dict(state["model"])  # a rehearsal on a twin: raises here or never
    if optimizer is not None:
        copy.deepcopy(optimizer).load_state_dict(state["optimizer"])
    model.to(device).load_state_dict(state["model"])
    if optimizer is not None:
        optimizer.load_state_dict(state["optimizer"])
    return {name: payload[name] for name in ("epoch", "val_loss")}


@dataclass
class Checkpointer:
    directory: Path
    best_epoch: int | None = field(default=None, init=False)
    best_val_loss: float = field(default=math.nan, init=False)

    def __post_init__(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        if (file := self.directory / "best.pt").is_file():
            remembered = torch.load(file, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = remembered["epoch"], remembered["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss) -> bool:
        last, best = self.directory / "last.pt", self.directory / "best.pt"
        better = not math.isnan(val_loss) and not self.best_val_loss <= val_loss
        if better:
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save_checkpoint(last, model, optimizer, epoch=epoch, val_loss=val_loss)
        return better


@dataclass
class EarlyStopping:
    patience: int
    min_delta: float = 0.0
    mode: str = "min"
    best: float = field(default=math.nan, init=False)
    left: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        if self.mode not in {"min", "max"}:
            raise ValueError(self.mode)
        if self.patience < 1:
            raise ValueError(self.patience)
        self.left = self.patience

    @property
    def bad_epochs(self) -> int:
        return self.patience - self.left

    def step(self, value: float) -> bool:
        match self.mode, math.isnan(value), math.isnan(self.best):
            case _, True, _:
                improved = False
            case _, False, True:
                improved = True
            case "min", _, _:
                improved = self.best - value > self.min_delta
            case _:
                improved = value - self.best > self.min_delta
        if improved:
            self.best, self.left = value, self.patience
        else:
            self.left -= 1
        return self.left <= 0


class Journal(list):
    """One JSON line per epoch, appended before last.pt; NaN survives as Python writes it."""

    def __init__(self, path, keep):
        self.path = path
        lines = path.read_text().splitlines() if path.exists() else []
        rows = []
        for line in lines:
            with contextlib.suppress(ValueError):
                rows.append(json.loads(line))
        super().__init__(rows[:keep])
        path.write_text("".join(json.dumps(r) + "\n" for r in self))

    def append(self, row):
        super().append(row)
        with self.path.open("a") as f:
            f.write(json.dumps(row) + "\n")
            f.flush()

    def column(self, name):
        return [row[name] for row in self]


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = (directory / f"{n}.pt" for n in ("last", "best"))
    done = 0
    if resume and last.exists():
        done = load_checkpoint(last, model, optimizer, device=device)["epoch"]
    else:
        for stale in (last, best):
            stale.unlink(missing_ok=True)
    journal = Journal(directory / "journal.jsonl", keep=done)
    keeper, stopping, stop = Checkpointer(directory), EarlyStopping(patience), False
    keeper.best_epoch, keeper.best_val_loss = None, math.nan
    for row in journal:
        stop = stopping.step(row["val"]) or row.get("stop", False)
        if stopping.bad_epochs == 0:
            keeper.best_epoch, keeper.best_val_loss = row["epoch"], row["val"]
    for epoch in range(done + 1, max_epochs + 1):
        if stop:
            break
        model.train()
        parts = []
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            model.zero_grad()
            loss.backward()
            optimizer.step()
            parts.append((loss.item(), len(inputs)))
        train_loss = sum(l * n for l, n in parts) / sum(n for _, n in parts)
        model.eval()
        with torch.no_grad():
            parts = [(criterion(model(i.to(device)), t.to(device)).item(), len(i)) for i, t in val_loader]
        val_loss = sum(l * n for l, n in parts) / sum(n for _, n in parts)
        stop = stopping.step(val_loss)
        journal.append({"epoch": epoch, "train": train_loss, "val": val_loss, "stop": stop})
        keeper.update(model, optimizer, epoch=epoch, val_loss=val_loss)
    if keeper.best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": journal.column("train"),
        "val_loss": journal.column("val"),
        "best_epoch": keeper.best_epoch,
        "stopped_early": stop,
    }
