"""Assignment 4 with a session object, callbacks and an exception that ends the training."""
from __future__ import annotations

import functools
import logging
import math
import os
import time
import uuid
from collections import OrderedDict
from pathlib import Path
from typing import Callable, Protocol

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

logging.basicConfig(level=logging.WARNING)
logger = logging.getLogger(__name__)


class PatienceExhausted(Exception):
    pass


def retry(times: int, on: type[Exception]):
    def decorate(fn):
        @functools.wraps(fn)
        def wrapper(*args, **kwargs):
            for attempt in range(1, times + 1):
                try:
                    return fn(*args, **kwargs)
                except on as error:
                    if attempt == times:
                        raise
                    logger.warning("%s failed (%s), trying again", fn.__name__, error)
                    time.sleep(0.01 * attempt)

        return wrapper

    return decorate


@retry(times=2, on=PermissionError)          # an antivirus may hold the file for a moment on Windows
def _swap(source: Path, target: Path) -> None:
    source.replace(target)


def _dump(obj: dict, path: Path) -> None:
    draft = path.parent / f"{path.stem}-{uuid.uuid4().hex}.draft"
    try:
        torch.save(obj, draft)
        _swap(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    _dump(
        OrderedDict(
            epoch=epoch, val_loss=float(val_loss), network=model.state_dict(), optim=optimizer.state_dict(),
            torch_version=str(torch.__version__), saved_at=time.time(),
        ),
        Path(path),
    )


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    blob = torch.load(Path(path), map_location=device, weights_only=True)
    state: dict[str, Tensor] = blob["network"]
    current = model.state_dict()
    problems = [ValueError(f"missing {name}") for name in current.keys() - state.keys()]
    problems += [ValueError(f"unexpected {name}") for name in state.keys() - current.keys()]
    problems += [
        ValueError(f"{name}: {tuple(current[name].shape)} != {tuple(state[name].shape)}")
        for name in current.keys() & state.keys()
        if current[name].shape != state[name].shape
    ]
    if problems:
        raise ExceptionGroup("this checkpoint belongs to another network", problems)
    model.to(device).load_state_dict(state)
    if optimizer is not None:
        optimizer.load_state_dict(blob["optim"])
    return {"epoch": int(blob["epoch"]), "val_loss": float(blob["val_loss"])}


class Checkpointer:
    best_epoch: int | None = None
    best_val_loss: float = math.inf

    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory)
        os.makedirs(self.directory, exist_ok=True)
        match list(self.directory.glob("best.pt")):
            case [path]:
                blob = torch.load(path, map_location="cpu", weights_only=True)
                self.best_epoch, self.best_val_loss = blob["epoch"], blob["val_loss"]
            case _:
                logger.debug("no best yet in %s", self.directory)

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        save = functools.partial(save_checkpoint, model=model, optimizer=optimizer, epoch=epoch, val_loss=val_loss)
        save(self.directory / "last.pt")
        first = self.best_epoch is None and not math.isnan(val_loss)
        if first or val_loss < self.best_val_loss:
            save(self.directory / "best.pt")
            self.best_epoch, self.best_val_loss = epoch, float(val_loss)
            return True
        return False


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        match mode:
            case "min":
                self._score: Callable[[float], float] = lambda v: -v
            case "max":
                self._score = lambda v: v
            case _:
                raise ValueError(f"mode={mode!r}")
        if patience < 1:
            raise ValueError(f"patience={patience!r}")
        self.patience = patience
        self.min_delta = min_delta
        self._calls = self._last_good = 0
        self.best: float | None = None

    @property
    def bad_epochs(self) -> int:
        return self._calls - self._last_good

    def step(self, value: float) -> bool:
        self._calls += 1
        if not math.isnan(value):
            if self.best is None or self._score(value) > self._score(self.best) + self.min_delta:
                self.best, self._last_good = value, self._calls
        return self.bad_epochs >= self.patience


class Callback(Protocol):
    def __call__(self, session: "Session") -> None: ...


class Session:
    def __init__(self, model, criterion, optimizer, device, callbacks: list[Callback]):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device
        self.callbacks = callbacks
        self.train_loss: list[float] = []
        self.val_loss: list[float] = []

    @property
    def epoch(self) -> int:
        return len(self.val_loss)

    @property
    def best_epoch(self) -> int | None:
        valid = [(v, e) for e, v in enumerate(self.val_loss, 1) if not math.isnan(v)]
        return min(valid)[1] if valid else None

    @property
    def bad_epochs(self) -> int:
        return self.epoch - (self.best_epoch or 0)

    def _pass(self, loader: DataLoader, train: bool) -> float:
        self.model.train(train)
        pairs = []
        with torch.set_grad_enabled(train):
            for inputs, targets in loader:
                loss = self.criterion(self.model(inputs.to(self.device)), targets.to(self.device))
                if train:
                    loss.backward()
                    self.optimizer.step()
                    self.optimizer.zero_grad()
                pairs.append((loss.item(), len(targets)))
        return math.fsum(v * n for v, n in pairs) / sum(n for _, n in pairs)

    def run(self, train_loader: DataLoader, val_loader: DataLoader, max_epochs: int) -> None:
        while self.epoch < max_epochs:
            for callback in self.callbacks:
                callback(self)
            train = self._pass(train_loader, True)
            val = self._pass(val_loader, False)
            self.train_loss.append(train)
            self.val_loss.append(val)
            self.save()
        for callback in self.callbacks:
            callback(self)

    def bind(self, directory: Path) -> "Session":
        self.last, self.best = directory / "last.pt", directory / "best.pt"
        return self

    def save(self) -> None:
        blob = {
            "epoch": self.epoch, "val_loss": self.val_loss[-1], "network": self.model.state_dict(),
            "optim": self.optimizer.state_dict(), "curves": [self.train_loss, self.val_loss],
        }
        if self.best_epoch == self.epoch:
            _dump(blob, self.best)
        _dump(blob, self.last)

    def restore(self) -> bool:
        try:
            load_checkpoint(self.last, self.model, self.optimizer, device=self.device)
        except FileNotFoundError:
            return False
        self.train_loss, self.val_loss = torch.load(self.last, map_location="cpu", weights_only=True)["curves"]
        return True


def fit(
    model: nn.Module, train_loader: DataLoader, val_loader: DataLoader, criterion: Callable[[Tensor, Tensor], Tensor],
    optimizer: Optimizer, *, max_epochs: int, patience: int, directory: Path, device: torch.device, resume: bool = False,
) -> dict:
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)

    def watch(session: Session) -> None:
        if session.bad_epochs >= patience:
            raise PatienceExhausted(session.epoch)

    session = Session(model, criterion, optimizer, device, [watch]).bind(directory)
    if not (resume and session.restore()):
        session.last.unlink(missing_ok=True)
        session.best.unlink(missing_ok=True)
    optimizer.zero_grad()
    try:
        session.run(train_loader, val_loader, max_epochs)
    except PatienceExhausted as reason:
        stopped = True
        logger.info("out of patience after epoch %s", reason)
    else:
        stopped = False
    if session.best_epoch is not None:
        load_checkpoint(session.best, model, device=device)
    return {
        "train_loss": list(session.train_loss), "val_loss": list(session.val_loss),
        "best_epoch": session.best_epoch, "stopped_early": stopped,
    }
