# style: typed engineering: Protocols, frozen dataclass state with asdict, __slots__, enum modes, an Engine class
# option: saving by NamedTemporaryFile in the same folder; EarlyStopping's state machine is an immutable value replaced at each step
from __future__ import annotations

import dataclasses
import enum
import logging
import math
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, Protocol, Self, runtime_checkable

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

_log: Final = logging.getLogger("checkpointing")

LAST: Final = "last.pt"
BEST: Final = "best.pt"


@runtime_checkable
class Stateful(Protocol):
    def state_dict(self) -> dict[str, Any]: ...

    def load_state_dict(self, state_dict: dict[str, Any]) -> Any: ...


class CheckpointMismatch(RuntimeError):
    """The saved state is not of this network."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    epoch: int
    val_loss: float
    model: dict[str, Any]
    optimizer: dict[str, Any]
    run: dict[str, Any] | None = None

    @classmethod
    def of(cls, model: Stateful, optimizer: Stateful, epoch: int, val_loss: float, run=None) -> Self:
        return cls(
            epoch=int(epoch),
            val_loss=float(val_loss),
            model=model.state_dict(),
            optimizer=optimizer.state_dict(),
            run=run,
        )

    def write(self, path: Path) -> None:
        content = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.stem, delete=False) as stream:
            try:
                torch.save(content, stream)
            except BaseException:
                os.remove(stream.name)
                raise
        Path(stream.name).replace(path)

    @classmethod
    def read(cls, path: Path, device: torch.device | str) -> Self:
        if not path.is_file():
            raise FileNotFoundError(os.fspath(path))
        return cls(**torch.load(path, map_location=device, weights_only=True))

    def check(self, model: nn.Module, optimizer: Optimizer | None) -> None:
        def signature(state: dict[str, Any]) -> dict[str, torch.Size | None]:
            return {name: getattr(value, "shape", None) for name, value in state.items()}

        if signature(self.model) != signature(model.state_dict()):
            raise CheckpointMismatch("tensors too few, too many, or of another shape")
        if optimizer is not None:
            saved = tuple(len(group["params"]) for group in self.optimizer["param_groups"])
            if saved != tuple(len(group["params"]) for group in optimizer.param_groups):
                raise CheckpointMismatch("other parameter groups")

    def apply(self, model: nn.Module, optimizer: Optimizer | None, device: torch.device) -> None:
        self.check(model, optimizer)
        for target, state in ((model.to(device), self.model), (optimizer, self.optimizer)):
            if target is not None:
                target.load_state_dict(state)


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    Snapshot.of(model, optimizer, epoch, val_loss).write(path)


def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    snapshot = Snapshot.read(path, device)
    snapshot.apply(model, optimizer, device)
    return {"epoch": snapshot.epoch, "val_loss": snapshot.val_loss}


class Checkpointer:
    __slots__ = ("directory", "_best")

    def __init__(self, directory: Path) -> None:
        self.directory: Path = directory
        self.directory.mkdir(mode=0o755, parents=True, exist_ok=True)
        self._best: tuple[float, int] | None = None  # (val_loss, epoch)
        if (path := directory / BEST).is_file():
            best = Snapshot.read(path, "cpu")
            self._best = best.val_loss, best.epoch

    @property
    def best_epoch(self) -> int | None:
        return self._best and self._best[1]

    @property
    def best_val_loss(self) -> float | None:
        return self._best and self._best[0]

    def record(self, snapshot: Snapshot) -> bool:
        new = not math.isnan(snapshot.val_loss) and (self._best is None or snapshot.val_loss < self._best[0])
        if new:
            snapshot.write(self.directory / BEST)
            self._best = snapshot.val_loss, snapshot.epoch
        snapshot.write(self.directory / LAST)
        _log.debug("epoch %d: %s", snapshot.epoch, "best" if new else "not the best")
        return new

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        return self.record(Snapshot.of(model, optimizer, epoch, val_loss))


class Mode(enum.Enum):
    MIN = "min"
    MAX = "max"

    def gain(self, old: float, new: float) -> float:
        return old - new if self is Mode.MIN else new - old


@dataclasses.dataclass(frozen=True, slots=True)
class _Watch:
    best: float | None = None
    bad_epochs: int = 0

    def after(self, value: float, gain: Callable[[float, float], float], min_delta: float) -> _Watch:
        if math.isnan(value) or (self.best is not None and not gain(self.best, value) > min_delta):
            return dataclasses.replace(self, bad_epochs=self.bad_epochs + 1)
        return _Watch(best=value)


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        self.mode = Mode(mode)  # ValueError for any other
        if patience < 1:
            raise ValueError(f"patience must be positive, not {patience}")
        self.patience, self.min_delta = patience, min_delta
        self._watch = _Watch()

    @property
    def best(self) -> float | None:
        return self._watch.best

    @property
    def bad_epochs(self) -> int:
        return self._watch.bad_epochs

    @property
    def exhausted(self) -> bool:
        return self.bad_epochs >= self.patience

    def step(self, value: float) -> bool:
        self._watch = self._watch.after(float(value), self.mode.gain, self.min_delta)
        return self.exhausted


@dataclasses.dataclass(slots=True)
class Run:
    """What resuming needs beyond the weights."""

    train_loss: list[float] = dataclasses.field(default_factory=list)
    val_loss: list[float] = dataclasses.field(default_factory=list)
    stopped_early: bool = False

    @property
    def epoch(self) -> int:
        return len(self.val_loss)


class Engine:
    def __init__(self, model: nn.Module, criterion: Callable[[Tensor, Tensor], Tensor], device: torch.device):
        self.model, self.criterion, self.device = model, criterion, device

    def _losses(self, loader: DataLoader, after: Callable[[Tensor], None]) -> Iterable[tuple[float, int]]:
        for inputs, targets in loader:
            loss = self.criterion(self.model(inputs.to(self.device)), targets.to(self.device))
            after(loss)
            yield loss.item(), inputs.shape[0]

    @staticmethod
    def _mean(losses: Iterable[tuple[float, int]]) -> float:
        values, sizes = map(list, zip(*losses))
        return math.fsum(map(float.__mul__, values, map(float, sizes))) / sum(sizes)

    def train(self, loader: DataLoader, optimizer: Optimizer) -> float:
        def update(loss: Tensor) -> None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

        self.model.train()
        return self._mean(self._losses(loader, update))

    def validate(self, loader: DataLoader) -> float:
        self.model.eval()
        with torch.no_grad():
            return self._mean(self._losses(loader, lambda loss: None))


def fit(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion: Callable[[Tensor, Tensor], Tensor],
    optimizer: Optimizer,
    *,
    max_epochs: int,
    patience: int,
    directory: Path,
    device: torch.device,
    resume: bool = False,
) -> dict:
    stopping, run = EarlyStopping(patience), Run()
    if resume and (directory / LAST).is_file():
        snapshot = Snapshot.read(directory / LAST, device)
        snapshot.apply(model, optimizer, device)
        run = Run(**snapshot.run)
        for value in run.val_loss:
            stopping.step(value)
        run.stopped_early = run.stopped_early or stopping.exhausted
    else:
        for name in (LAST, BEST):
            (directory / name).unlink(missing_ok=True)
    checkpointer, engine = Checkpointer(directory), Engine(model, criterion, device)
    while run.epoch < max_epochs and not run.stopped_early:
        run.train_loss.append(engine.train(train_loader, optimizer))
        run.val_loss.append(engine.validate(val_loader))
        run.stopped_early = stopping.step(run.val_loss[-1])
        state = dataclasses.asdict(run)
        checkpointer.record(Snapshot.of(model, optimizer, run.epoch, run.val_loss[-1], state))
    if checkpointer.best_epoch is not None:
        load_checkpoint(directory / BEST, model, device=device)
    return {**dataclasses.asdict(run), "best_epoch": checkpointer.best_epoch}
