# unusual: everything is a score to maximise (losses are negated, NaN becomes None); Checkpointer and fit reuse one comparator
import math
import os
import secrets
from functools import total_ordering
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


@total_ordering
class Score:
    """Higher is better; a NaN is below everything and never better than anything."""

    __slots__ = ("value",)

    def __init__(self, value=None):
        self.value = None if value is None or math.isnan(value) else value

    def __eq__(self, other):
        return self.value == other.value

    def __lt__(self, other):
        if other.value is None:
            return False
        return self.value is None or self.value < other.value


class Leaderboard:
    def __init__(self, margin=0.0):
        self.top, self.margin = Score(), margin

    def offer(self, score: Score) -> bool:
        bar = Score(None if self.top.value is None else self.top.value + self.margin)
        if score > bar:
            self.top = score
            return True
        return False


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    store(path, epoch=epoch, val_loss=val_loss, model=model.state_dict(), optim=optimizer.state_dict())


def store(path, **content):
    hidden = os.path.join(os.path.dirname(path) or ".", secrets.token_hex(8) + ".tmp")
    torch.save(content, hidden)
    os.replace(hidden, path)


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    content = torch.load(path, weights_only=True, map_location=device)
    shapes = lambda state: sorted((name, tuple(tensor.shape)) for name, tensor in state.items())
    if shapes(content["model"]) != shapes(model.state_dict()):
        raise TypeError("model and checkpoint are of two networks")
    model.to(device=device)
    model.load_state_dict(content["model"])
    if optimizer is not None:
        optimizer.load_state_dict(content["optim"])
    return {"epoch": content["epoch"], "val_loss": content["val_loss"]}


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.directory.mkdir(parents=True, exist_ok=True)
        self.board = Leaderboard()
        self.best_epoch = None
        if (directory / "best.pt").is_file():
            best = torch.load(directory / "best.pt", weights_only=True, map_location="cpu")
            self.best_epoch = best["epoch"]
            self.board.offer(Score(-best["val_loss"]))

    @property
    def best_val_loss(self):
        return None if self.board.top.value is None else -self.board.top.value

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        if won := self.board.offer(Score(-val_loss)):
            self.best_epoch = epoch
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return won


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        try:
            self.sign = {"min": -1, "max": 1}[mode]
        except KeyError:
            raise ValueError(f"mode {mode!r} is neither min nor max") from None
        if patience < 1:
            raise ValueError("patience below 1")
        self.patience = patience
        self.board = Leaderboard(min_delta)
        self.bad_epochs = 0

    @property
    def best(self):
        top = self.board.top.value
        return None if top is None else self.sign * top

    def step(self, value: float) -> bool:
        self.bad_epochs = 0 if self.board.offer(Score(self.sign * value)) else self.bad_epochs + 1
        return self.bad_epochs >= self.patience


class Meter:
    def __init__(self):
        self.sum = self.weight = 0.0

    def __iadd__(self, other):
        loss, n = other
        self.sum += loss.item() * n
        self.weight += n
        return self

    def __float__(self):
        return self.sum / self.weight


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
    last, best = directory / "last.pt", directory / "best.pt"
    curve = {"train": [], "val": []}
    if not resume:
        for path in (last, best):
            path.unlink(missing_ok=True)
    if last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        curve = torch.load(last, weights_only=True, map_location="cpu")["curve"]

    stopping, best_epoch, tired = EarlyStopping(patience), None, False
    for epoch, value in enumerate(curve["val"], 1):
        tired = stopping.step(value)
        best_epoch = epoch if stopping.bad_epochs == 0 else best_epoch

    while not tired and (epoch := len(curve["val"]) + 1) <= max_epochs:
        train, val = Meter(), Meter()
        model.train()
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)

            def closure():
                optimizer.zero_grad()
                loss = criterion(model(x), y)
                loss.backward()
                return loss

            train += optimizer.step(closure), len(x)
        model.eval()
        with torch.inference_mode():
            for x, y in val_loader:
                val += criterion(model(x.to(device)), y.to(device)), len(x)
        curve["train"].append(float(train))
        curve["val"].append(float(val))
        tired = stopping.step(float(val))
        if stopping.bad_epochs == 0:
            best_epoch = epoch
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=float(val))
        store(
            last, epoch=epoch, val_loss=float(val), model=model.state_dict(), optim=optimizer.state_dict(), curve=curve
        )

    if best_epoch:
        load_checkpoint(best, model, device=device)
    return {"train_loss": curve["train"], "val_loss": curve["val"], "best_epoch": best_epoch, "stopped_early": tired}
