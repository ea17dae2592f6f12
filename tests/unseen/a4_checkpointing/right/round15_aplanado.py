# style: flat checkpoints (every tensor under its own top-level key, "net:..." and "opt:..."), dataclass EarlyStopping, generator of epochs
# option: an OrderedDict as the dictionary; optimizer state flattened and rebuilt; history in extra keys as a float64 tensor
from __future__ import annotations

import math
import os
import shutil
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator, Literal

import torch
from torch import Tensor, nn


def _flatten(model: nn.Module, optimizer: torch.optim.Optimizer) -> OrderedDict:
    flat = OrderedDict()
    for name, value in model.state_dict().items():
        flat[f"net:{name}"] = value
    state = optimizer.state_dict()
    for index, memory in state["state"].items():
        for name, value in memory.items():
            flat[f"opt:{index}:{name}"] = value
    flat["opt"] = state["param_groups"]
    return flat


def _rebuild(flat: dict) -> tuple[OrderedDict, dict]:
    weights, optim = OrderedDict(), {"state": {}, "param_groups": flat["opt"]}
    for key, value in flat.items():
        kind, _, rest = key.partition(":")
        if kind == "net":
            weights[rest] = value
        elif kind == "opt" and rest:
            index, _, name = rest.partition(":")
            optim["state"].setdefault(int(index), {})[name] = value
    return weights, optim


def _write(path: Path, content: dict) -> None:
    scratch = path.with_suffix(f".{os.getpid()}.tmp")
    with scratch.open("wb") as stream:
        torch.save(content, stream)
    shutil.move(scratch, path)  # within one folder that is a rename


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    content = _flatten(model, optimizer)
    content.update(epoch=int(epoch), val_loss=float(val_loss))
    _write(path, content)


def _misfits(weights: dict, model: nn.Module) -> Iterator[str]:
    own = model.state_dict()
    for name in {**own, **weights}:
        ours, theirs = own.get(name), weights.get(name)
        if ours is None or theirs is None or ours.shape != theirs.shape:
            yield name


def load_checkpoint(path, model, optimizer=None, *, device):
    if not path.exists():
        raise FileNotFoundError(path)
    flat = torch.load(path, map_location=device, weights_only=True)
    weights, optim = _rebuild(flat)
    for name in _misfits(weights, model):
        raise KeyError(name)
    if optimizer is not None and list(map(_width, optim["param_groups"])) != list(map(_width, optimizer.param_groups)):
        raise KeyError("param_groups")
    model.to(device)
    model.load_state_dict(weights)
    if optimizer is not None:
        optimizer.load_state_dict(optim)
    return {"epoch": flat["epoch"], "val_loss": flat["val_loss"]}


def _width(group: dict) -> int:
    return len(group["params"])


@dataclass
class Checkpointer:
    directory: Path
    best_epoch: int | None = field(default=None, init=False)
    best_val_loss: float = field(default=math.nan, init=False)
    extra: dict = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        self.directory.mkdir(exist_ok=True, parents=True)
        try:
            best = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
        except FileNotFoundError:
            return
        self.best_epoch, self.best_val_loss = best["epoch"], best["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss) -> bool:
        content = _flatten(model, optimizer) | {"epoch": int(epoch), "val_loss": float(val_loss)} | self.extra
        # nan >= anything is False: with no leader yet, every number wins
        won = not math.isnan(val_loss) and not val_loss >= self.best_val_loss
        if won:
            self.best_epoch, self.best_val_loss = int(epoch), float(val_loss)
            _write(self.directory / "best.pt", content)
        _write(self.directory / "last.pt", content)
        return won


@dataclass(slots=True)
class EarlyStopping:
    patience: int
    min_delta: float = 0.0
    mode: Literal["min", "max"] = "min"
    best: float = field(default=math.nan, init=False)
    bad_epochs: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        if self.patience < 1:
            raise ValueError("patience")
        if self.mode not in {"min", "max"}:
            raise ValueError("mode")

    def step(self, value: float) -> bool:
        gain = (self.best - value) * (1 if self.mode == "min" else -1)
        first = math.isnan(self.best) and not math.isnan(value)
        if first or gain > self.min_delta:
            self.best, self.bad_epochs = float(value), 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _batches(loader, device) -> Iterator[tuple[Tensor, Tensor]]:
    for inputs, targets in loader:
        yield inputs.to(device), targets.to(device)


def _epochs(model, train_loader, val_loader, criterion, optimizer, device) -> Iterator[tuple[float, float]]:
    """Each `next` trains and validates one epoch."""
    while True:
        sums = torch.zeros(2, 2, dtype=torch.float64)
        model.train()
        for inputs, targets in _batches(train_loader, device):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            sums[0] += torch.tensor([loss.item() * len(inputs), len(inputs)], dtype=torch.float64)
        model.eval()
        with torch.no_grad():
            for inputs, targets in _batches(val_loader, device):
                loss = criterion(model(inputs), targets)
                sums[1] += torch.tensor([loss.item() * len(inputs), len(inputs)], dtype=torch.float64)
        train, val = (sums[:, 0] / sums[:, 1]).tolist()
        yield train, val


def fit(
    model, train_loader, val_loader, criterion, optimizer,
    *, max_epochs, patience, directory, device, resume=False,
):
    last, best = directory / "last.pt", directory / "best.pt"
    history, stopping, stopped = torch.empty(0, 2, dtype=torch.float64), EarlyStopping(patience), False
    if resume and last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        saved = torch.load(last, map_location="cpu", weights_only=True)
        history, stopped = saved["history"], saved["stopped"]
        stopped |= any([stopping.step(value) for value in history[:, 1].tolist()][-1:])
    else:
        for file in (last, best):
            if file.exists():
                file.unlink()
    checkpointer = Checkpointer(directory)
    epochs = _epochs(model, train_loader, val_loader, criterion, optimizer, device)
    while len(history) < max_epochs and not stopped:
        pair = next(epochs)
        history = torch.cat([history, torch.tensor([pair], dtype=torch.float64)])
        stopped = stopping.step(pair[1])
        checkpointer.extra = {"history": history, "stopped": stopped}
        checkpointer.update(model, optimizer, epoch=len(history), val_loss=pair[1])
    if checkpointer.best_epoch is not None:
        load_checkpoint(best, model, device=device)
    train_loss, val_loss = history.T.tolist()
    return {
        "train_loss": train_loss,
        "val_loss": val_loss,
        "best_epoch": checkpointer.best_epoch,
        "stopped_early": stopped,
    }
