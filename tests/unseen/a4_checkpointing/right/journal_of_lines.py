# unusual: an append-only journal (one JSON line per epoch, fsync) beside the checkpoints; resuming replays it up to last.pt
import json
import math
import os
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    fresh = path.with_suffix(".fresh")
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    with os.fdopen(fd, "wb") as stream:
        torch.save((lambda **kw: kw)(epoch=epoch, val_loss=val_loss, m=model.state_dict(), o=optimizer.state_dict()), stream)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    stored = torch.load(path, map_location=device, weights_only=True)
    here = model.state_dict()
    for name in set(here).union(stored["m"]):
        try:
            fits = here[name].shape == stored["m"][name].shape
        except KeyError:
            fits = False
        if not fits:
            raise RuntimeError(f"{name!r} does not fit")
    model.load_state_dict(stored["m"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(stored["o"])
    return {"epoch": stored["epoch"], "val_loss": stored["val_loss"]}


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        if not directory.exists():
            directory.mkdir(parents=True)
        self.best_epoch, self.best_val_loss = None, math.inf
        if (self.directory / "best.pt").exists():
            stored = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = stored["epoch"], stored["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        first = self.best_epoch is None and not math.isnan(val_loss)
        if result := (first or val_loss < self.best_val_loss):
            self.best_epoch, self.best_val_loss = epoch, val_loss
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return result


class EarlyStopping:
    MODES = ("min", "max")

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode not in EarlyStopping.MODES:
            raise ValueError("mode")
        if not patience >= 1:
            raise ValueError("patience")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best = None
        self.calls = self.call_of_best = 0

    bad_epochs = property(lambda self: self.calls - self.call_of_best)

    def step(self, value: float) -> bool:
        self.calls += 1
        if not math.isnan(value):
            low, high = (value, self.best) if self.mode == "min" else (self.best, value)
            if self.best is None or low < high - self.min_delta:
                self.best, self.call_of_best = value, self.calls
        return self.bad_epochs >= self.patience


class Journal:
    def __init__(self, path: Path):
        self.path = path

    def write(self, **entry) -> None:
        with open(self.path, "a", encoding="utf-8") as file:
            file.write("\n" + json.dumps(entry))
            file.flush()
            os.fsync(file.fileno())

    def read(self, epochs: int) -> list[dict]:
        entries = {}
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:
                continue  # an empty line, or the half line of a crash
            entries[entry["epoch"]] = entry  # an epoch trained again replaces the first attempt
        return [entries[e] for e in range(1, epochs + 1)]


def fit(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion,
    optimizer: Optimizer,
    *,
    max_epochs: int,
    patience: int,
    directory: Path,
    device: torch.device,
    resume: bool = False,
) -> dict:
    directory.mkdir(parents=True, exist_ok=True)
    last, best, journal = directory / "last.pt", directory / "best.pt", Journal(directory / "journal.jsonl")
    if not resume:
        for path in (last, best, journal.path):
            path.unlink(missing_ok=True)
    entries: list[dict] = []
    stopping = EarlyStopping(patience)
    best_epoch, stopped = None, False
    if last.exists():
        entries = journal.read(load_checkpoint(last, model, optimizer, device=device)["epoch"])
        for entry in entries:
            stopped = stopping.step(entry["val"])
            if not stopping.bad_epochs:
                best_epoch = entry["epoch"]

    for epoch in range(len(entries) + 1, max_epochs + 1):
        if stopped:
            break
        entry = {"epoch": epoch}
        for kind, loader in {"train": train_loader, "val": val_loader}.items():
            train = kind == "train"
            getattr(model, "train" if train else "eval")()
            weighted = samples = 0
            for inputs, targets in loader:
                guard = torch.enable_grad() if train else torch.no_grad()
                with guard:
                    loss = criterion(model(inputs.to(device)), targets.to(device))
                if train:
                    loss.backward()
                    optimizer.step()
                    optimizer.zero_grad()
                weighted += loss.item() * len(targets)
                samples += len(targets)
            entry[kind] = weighted / samples
        entries.append(entry)
        stopped = stopping.step(entry["val"])
        journal.write(**entry)
        if not stopping.bad_epochs:
            best_epoch = epoch
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=entry["val"])
        save_checkpoint(last, model, optimizer, epoch=epoch, val_loss=entry["val"])

    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": [entry["train"] for entry in entries],
        "val_loss": [entry["val"] for entry in entries],
        "best_epoch": best_epoch,
        "stopped_early": stopped,
    }
