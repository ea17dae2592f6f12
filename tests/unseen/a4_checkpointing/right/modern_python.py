# Dataclasses, match, walrus, ExitStack. last.pt is written before best.pt; whoever opens the folder mends it: if
# last.pt says that it is the best one, and best.pt is not of that epoch, best.pt is made from it.
from __future__ import annotations

import math
import shutil
import uuid
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer


def _write(path: Path, content: dict[str, Any]) -> None:
    path = Path(path)
    with ExitStack() as cleanup:
        temporary = path.with_name(f"{path.name}-{uuid.uuid4().hex}.tmp")
        cleanup.callback(temporary.unlink, missing_ok=True)
        torch.save(content, temporary)
        temporary.replace(path)


def _read(path: Path) -> dict[str, Any] | None:
    return torch.load(path, map_location="cpu", weights_only=True) if (path := Path(path)).exists() else None


def _content(model: nn.Module, optimizer: Optimizer, epoch: int, val_loss: float, **extra: Any) -> dict[str, Any]:
    return dict(
        epoch=int(epoch), val_loss=float(val_loss), model=model.state_dict(), optimizer=optimizer.state_dict(), **extra
    )


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    _write(path, _content(model, optimizer, epoch, val_loss))


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    match _read(path):
        case None:
            raise FileNotFoundError(path)
        case {"epoch": int(epoch), "val_loss": float(val_loss), "model": dict(weights), "optimizer": dict(memory)}:
            pass
        case _:
            raise ValueError(f"{path} is no checkpoint of ours")
    own = model.state_dict()
    match own.keys() ^ weights.keys():
        case names if names:
            raise ValueError(f"tensors too few or too many: {sorted(names)}")
    for name, mine in own.items():
        match mine, weights[name]:
            case Tensor() as a, Tensor() as b if a.shape != b.shape:
                raise ValueError(f"{name}: {tuple(b.shape)} does not fit into {tuple(a.shape)}")
    model.to(device).load_state_dict(weights)
    if optimizer is not None:
        optimizer.load_state_dict(memory)
    return {"epoch": epoch, "val_loss": val_loss}


@dataclass(slots=True)
class Best:
    epoch: int | None = None
    val_loss: float | None = None

    def challenge(self, epoch: int, val_loss: float) -> bool:
        match self.val_loss:
            case _ if math.isnan(val_loss):
                return False
            case None:
                won = True
            case champion:
                won = val_loss < champion
        if won:
            self.epoch, self.val_loss = epoch, val_loss
        return won


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self._best = Best()
        if (best := _read(self.directory / "best.pt")) is not None:
            self._best = Best(best["epoch"], best["val_loss"])
        if (last := _read(self.directory / "last.pt")) is not None and last.get("is_best"):
            if self._best.challenge(last["epoch"], last["val_loss"]):
                self._promote()  # the program died between the two files

    def _promote(self) -> None:
        shutil.copyfile(self.directory / "last.pt", copy := self.directory / "best.copying")
        copy.replace(self.directory / "best.pt")

    @property
    def best_epoch(self) -> int | None:
        return self._best.epoch

    @property
    def best_val_loss(self) -> float | None:
        return self._best.val_loss

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        return self._update(model, optimizer, epoch, val_loss)

    def _update(self, model: nn.Module, optimizer: Optimizer, epoch: int, val_loss: float, **extra: Any) -> bool:
        is_best = self._best.challenge(epoch, val_loss)
        _write(self.directory / "last.pt", _content(model, optimizer, epoch, val_loss, is_best=is_best, **extra))
        if is_best:
            self._promote()
        return is_best


class EarlyStopping:
    __slots__ = ("patience", "min_delta", "mode", "best", "bad_epochs")

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        match mode:
            case "min" | "max":
                self.mode = mode
            case _:
                raise ValueError(f"{mode=}")
        if patience < 1:
            raise ValueError(f"{patience=}")
        self.patience, self.min_delta = patience, min_delta
        self.best: float | None = None
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        match self.mode, self.best:
            case _ if math.isnan(value):
                improved = False
            case _, None:
                improved = True
            case "min", best:
                improved = best - value > self.min_delta
            case "max", best:
                improved = value - best > self.min_delta
        self.best, self.bad_epochs = (value, 0) if improved else (self.best, self.bad_epochs + 1)
        return self.bad_epochs >= self.patience


@dataclass
class Run:
    train_loss: list[float] = field(default_factory=list)
    val_loss: list[float] = field(default_factory=list)
    stopping: tuple[float | None, int] = (None, 0)
    stopped_early: bool = False

    @property
    def epoch(self) -> int:
        return len(self.val_loss)


def _mean(pairs) -> float:
    total = samples = 0
    for loss, n in pairs:
        total, samples = total + loss * n, samples + n
    return total / samples


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory, run, stopping = Path(directory), Run(), EarlyStopping(patience)
    if resume and (last := _read(directory / "last.pt")) is not None:
        load_checkpoint(directory / "last.pt", model, optimizer, device=device)
        run = Run(**last["run"])
        stopping.best, stopping.bad_epochs = run.stopping
    else:
        for name in ("last.pt", "best.pt"):
            (directory / name).unlink(missing_ok=True)
    checkpointer = Checkpointer(directory)

    def train():
        model.train()
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            (loss := criterion(model(inputs.to(device)), targets.to(device))).backward()
            optimizer.step()
            yield loss.item(), len(inputs)

    def validate():
        model.eval()
        for inputs, targets in val_loader:
            with torch.no_grad():
                loss = criterion(model(inputs.to(device)), targets.to(device))
            yield loss.item(), len(inputs)

    while run.epoch < max_epochs and not run.stopped_early:
        run.train_loss.append(_mean(train()))
        run.val_loss.append(val_loss := _mean(validate()))
        run.stopped_early = stopping.step(val_loss)
        run.stopping = (stopping.best, stopping.bad_epochs)
        checkpointer._update(model, optimizer, run.epoch, val_loss, run=asdict(run))

    if (best_epoch := checkpointer.best_epoch) is not None:
        load_checkpoint(directory / "best.pt", model, device=device)
    return {
        "train_loss": run.train_loss,
        "val_loss": run.val_loss,
        "best_epoch": best_epoch,
        "stopped_early": run.stopped_early,
    }
