# unusual: training is a generator that yields one record per epoch; the consumer decides, saves and stops with closing()
import itertools
import math
import os
import typing
from contextlib import closing
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


class Record(typing.NamedTuple):
    epoch: int
    train_loss: float
    val_loss: float


def _dump(path, record: dict):
    scratch = os.fspath(path) + ".new"
    with open(scratch, "wb") as out:
        torch.save(record, out)
    os.replace(scratch, path)


def _snapshot(model, optimizer, epoch, val_loss):
    return {"epoch": epoch, "val_loss": val_loss, "states": {"m": model.state_dict(), "o": optimizer.state_dict()}}


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    _dump(path, _snapshot(model, optimizer, epoch, val_loss))


def _mismatches(a, b):
    for key in itertools.chain(a, b):
        if key not in a or key not in b:
            yield f"{key} is only on one side"
        elif a[key].shape != b[key].shape:
            yield f"{key} has two shapes"


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    record = torch.load(path, map_location=device, weights_only=True)
    problem = next(_mismatches(model.state_dict(), record["states"]["m"]), None)
    if problem is not None:
        raise LookupError(problem)
    model.to(device)
    model.load_state_dict(record["states"]["m"])
    if optimizer is not None:
        optimizer.load_state_dict(record["states"]["o"])
    return {"epoch": record["epoch"], "val_loss": record["val_loss"]}


def _minima():
    """Coroutine: send a value, receive whether it is a new strict minimum (NaN never is)."""
    answer, least = None, None
    while True:
        value = yield answer
        answer = not math.isnan(value) and (least is None or value < least)
        if answer:
            least = value


def _primed(coroutine, history=()):
    next(coroutine)
    for value in history:
        coroutine.send(value)
    return coroutine


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self._at = Path(directory).joinpath
        Path(directory).mkdir(parents=True, exist_ok=True)
        self.best_epoch = self.best_val_loss = None
        known = []
        if self._at("best.pt").exists():
            record = torch.load(self._at("best.pt"), map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = record["epoch"], record["val_loss"]
            known = [self.best_val_loss]
        self._judge = _primed(_minima(), known)

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        verdict = self._judge.send(val_loss)
        if verdict:
            self.best_epoch, self.best_val_loss = epoch, val_loss
        for name in itertools.compress(("best.pt", "last.pt"), (verdict, True)):
            save_checkpoint(self._at(name), model, optimizer, epoch=epoch, val_loss=val_loss)
        return verdict


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if not (patience >= 1 and mode in ("min", "max")):
            raise ValueError("patience >= 1 and mode 'min' or 'max'")
        self._machine = self._run(patience, min_delta, mode)
        next(self._machine)

    def _run(self, patience, min_delta, mode):
        self.best, self.bad_epochs = None, 0
        stop = False
        while True:
            value = yield stop
            if math.isnan(value):
                gained = False
            elif self.best is None:
                gained = True
            else:
                gained = (self.best - value if mode == "min" else value - self.best) > min_delta
            if gained:
                self.best = value
            self.bad_epochs = 0 if gained else self.bad_epochs + 1
            stop = self.bad_epochs >= patience

    def step(self, value: float) -> bool:
        return self._machine.send(value)


def _losses(model, loader, criterion, device, optimizer=None):
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        if optimizer is None:
            with torch.no_grad():
                yield criterion(model(x), y).item(), len(x)
        else:
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            yield loss.item(), len(x)


def _mean(pairs):
    pairs = list(pairs)
    return math.fsum(loss * n for loss, n in pairs) / sum(n for _, n in pairs)


def epochs(model, train_loader, val_loader, criterion, optimizer, device, start):
    optimizer.zero_grad()
    for epoch in itertools.count(start):
        model.train()
        train = _mean(_losses(model, train_loader, criterion, device, optimizer))
        model.eval()
        yield Record(epoch, train, _mean(_losses(model, val_loader, criterion, device)))


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
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    records: list[Record] = []
    if resume and last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        records = [Record(*row) for row in torch.load(last, map_location="cpu", weights_only=True)["records"]]
    elif not resume:
        for path in (last, best):
            path.unlink(missing_ok=True)

    stopping = EarlyStopping(patience)
    verdicts = [(stopping.step(r.val_loss), stopping.bad_epochs == 0) for r in records]
    stopped = bool(verdicts) and verdicts[-1][0]
    best_epoch = max((r.epoch for r, (_, good) in zip(records, verdicts) if good), default=None)

    work = epochs(model, train_loader, val_loader, criterion, optimizer, device, len(records) + 1)
    with closing(work):
        while not stopped and len(records) < max_epochs:
            record = next(work)
            records.append(record)
            stopped = stopping.step(record.val_loss)
            snapshot = _snapshot(model, optimizer, record.epoch, record.val_loss)
            snapshot["records"] = [tuple(r) for r in records]
            if stopping.bad_epochs == 0:
                best_epoch = record.epoch
                _dump(best, snapshot)
            _dump(last, snapshot)

    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": [r.train_loss for r in records],
        "val_loss": [r.val_loss for r in records],
        "best_epoch": best_epoch,
        "stopped_early": stopped,
    }
