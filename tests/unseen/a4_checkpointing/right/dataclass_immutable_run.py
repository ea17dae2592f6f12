# unusual: the run is an immutable dataclass that each epoch replaces; saved as asdict() inside last.pt
from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field, replace
from functools import reduce
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


@dataclass(frozen=True)
class Run:
    train_loss: tuple[float, ...] = ()
    val_loss: tuple[float, ...] = ()
    best_epoch: int | None = None
    best_value: float | None = None
    bad: int = 0
    patience_over: bool = False

    @property
    def epoch(self) -> int:
        return len(self.val_loss)

    def after(self, train: float, val: float, patience: int) -> Run:
        better = val == val and (self.best_value is None or val < self.best_value)
        bad = 0 if better else self.bad + 1
        return replace(
            self,
            train_loss=(*self.train_loss, train),
            val_loss=(*self.val_loss, val),
            best_epoch=self.epoch + 1 if better else self.best_epoch,
            best_value=val if better else self.best_value,
            bad=bad,
            patience_over=bad >= patience,
        )

    def report(self) -> dict[str, Any]:
        return {
            "train_loss": list(self.train_loss),
            "val_loss": list(self.val_loss),
            "best_epoch": self.best_epoch,
            "stopped_early": self.patience_over,
        }


@dataclass(kw_only=True)
class Photo:
    epoch: int
    val_loss: float
    model: dict
    optimizer: dict
    run: dict = field(default_factory=dict)

    @classmethod
    def take(cls, model, optimizer, **kw) -> Photo:
        return cls(model=dict(model.state_dict()), optimizer=optimizer.state_dict(), **kw)

    @classmethod
    def read(cls, path: Path, device) -> Photo:
        return cls(**torch.load(path, map_location=device, weights_only=True))

    def write(self, path: Path) -> None:
        aside = f"{path}.writing"
        torch.save(vars(self), aside)
        os.replace(aside, path)

    def develop(self, model: nn.Module, optimizer: Optimizer | None, device) -> None:
        have = model.state_dict()
        strange = [k for k in {**have, **self.model} if k not in have or k not in self.model or have[k].shape != self.model[k].shape]
        if strange:
            raise ValueError(f"does not fit: {strange}")
        model.to(device)
        model.load_state_dict(self.model)
        if optimizer is not None:
            optimizer.load_state_dict(self.optimizer)


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    Photo.take(model, optimizer, epoch=epoch, val_loss=val_loss).write(path)


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    photo = Photo.read(path, device)
    photo.develop(model, optimizer, device)
    return {"epoch": photo.epoch, "val_loss": photo.val_loss}


@dataclass
class Checkpointer:
    directory: Path
    best_epoch: int | None = field(default=None, init=False)
    best_val_loss: float | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        if self.best_path.exists():
            photo = Photo.read(self.best_path, "cpu")
            self.best_epoch, self.best_val_loss = photo.epoch, photo.val_loss

    @property
    def best_path(self) -> Path:
        return self.directory / "best.pt"

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        photo = Photo.take(model, optimizer, epoch=epoch, val_loss=val_loss)
        # any comparison with NaN is False, so a NaN is never below anything
        leads = val_loss < self.best_val_loss if self.best_epoch is not None else val_loss == val_loss
        if leads:
            photo.write(self.best_path)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        photo.write(self.directory / "last.pt")
        return leads


@dataclass
class EarlyStopping:
    patience: int
    min_delta: float = 0.0
    mode: str = "min"
    best: float | None = field(default=None, init=False)
    bad_epochs: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        if self.mode not in ("min", "max"):
            raise ValueError(f"mode: {self.mode}")
        if self.patience < 1:
            raise ValueError(f"patience: {self.patience}")

    def improves(self, value: float) -> bool:
        if self.best is None:
            return value == value
        a, b = (value, self.best) if self.mode == "min" else (self.best, value)
        return a + self.min_delta < b

    def step(self, value: float) -> bool:
        if self.improves(value):
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return not self.bad_epochs < self.patience


def _weighted(pairs) -> float:
    total, n = reduce(lambda acc, pair: (acc[0] + pair[0] * pair[1], acc[1] + pair[1]), pairs, (0.0, 0))
    return total / n


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

    def trained():
        model.train()
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs.to(device)), targets.to(device))
            loss.backward()
            optimizer.step()
            yield loss.item(), len(inputs)

    def validated():
        model.eval()
        for inputs, targets in val_loader:
            with torch.no_grad():
                outputs = model(inputs.to(device))
                loss = criterion(outputs, targets.to(device)).item()
            yield loss, len(inputs)

    run = Run()
    if resume and last.exists():
        photo = Photo.read(last, device)
        photo.develop(model, optimizer, device)
        run = Run(**photo.run)
    elif not resume:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)

    while run.epoch < max_epochs and not run.patience_over:
        run = run.after(_weighted(trained()), _weighted(validated()), patience)
        photo = Photo.take(model, optimizer, epoch=run.epoch, val_loss=run.val_loss[-1], run=asdict(run))
        if run.best_epoch == run.epoch:
            photo.write(best)
        photo.write(last)

    if run.best_epoch is not None:
        Photo.read(best, device).develop(model, None, device)
    return run.report()
