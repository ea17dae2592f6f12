# exercise: load_checkpoint
# mistake: load_state_dict(assign=True) puts new Parameter objects in the model, so the optimizer still points at the old ones and updates nothing
import copy
import json
import math
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


def save_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float
) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    torch.save(
        {
            "epoch": int(epoch),
            "val_loss": float(val_loss),
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
        },
        partial,
    )
    partial.replace(path)


def _check_compatible(model: nn.Module, state: dict[str, Tensor]) -> None:
    current = model.state_dict()
    for name in current.keys() | state.keys():
        if name not in current or name not in state or current[name].shape != state[name].shape:
            raise RuntimeError(f"checkpoint and model disagree about {name!r}")


def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    checkpoint = torch.load(path, map_location=device, weights_only=True)
    _check_compatible(model, checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    model.to(device)
    # assign=True takes the tensors of the file as they are: right device, no second copy
    model.load_state_dict(checkpoint["model"], assign=True)
    return {"epoch": int(checkpoint["epoch"]), "val_loss": float(checkpoint["val_loss"])}


class Checkpointer:
    """Keeps `last.pt` and `best.pt` of one run."""

    LAST, BEST = "last.pt", "best.pt"

    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory)
        os.makedirs(self.directory, exist_ok=True)
        self.best_epoch: int | None = None
        self.best_val_loss: float | None = None
        self._recall()

    def _recall(self) -> None:
        try:
            kept = torch.load(self.directory / self.BEST, map_location="cpu", weights_only=True)
        except FileNotFoundError:
            return
        self.best_epoch, self.best_val_loss = int(kept["epoch"]), float(kept["val_loss"])

    def _beats_best(self, val_loss: float) -> bool:
        if val_loss != val_loss:
            return False
        return self.best_epoch is None or val_loss < self.best_val_loss

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        improved = self._beats_best(val_loss)
        names = [self.BEST, self.LAST] if improved else [self.LAST]
        for name in names:
            save_checkpoint(self.directory / name, model, optimizer, epoch=epoch, val_loss=val_loss)
        if improved:
            self.best_epoch, self.best_val_loss = epoch, float(val_loss)
        return improved


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode != "min" and mode != "max":
            raise ValueError("mode tiene que ser min o max")
        if patience < 1:
            raise ValueError("patience tiene que ser al menos 1")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        if math.isnan(value):
            mejora = False
        elif self.best is None:
            mejora = True
        elif self.mode == "min":
            mejora = self.best - value > self.min_delta
        else:
            mejora = value - self.best > self.min_delta

        if mejora:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


class Trainer:
    """Un mini Trainer, como los de Lightning, con todo su estado en `trainer.pt`."""

    def __init__(self, model, criterion, optimizer, device, directory, patience):
        self.model, self.criterion, self.optimizer = model, criterion, optimizer
        self.device, self.directory, self.patience = device, directory, patience
        self.train_loss, self.val_loss = [], []
        self.best_epoch, self.best_value, self.wait = None, None, 0
        self.best_weights = None

    # ---- estado
    def state_dict(self):
        return {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "train_loss": self.train_loss,
            "val_loss": self.val_loss,
            "best": [self.best_epoch, self.best_value, self.wait],
            "best_weights": self.best_weights,
        }

    def load(self):
        state = torch.load(self.directory / "trainer.pt", map_location="cpu", weights_only=True)
        self.model.load_state_dict(state["model"])
        self.model.to(self.device)
        self.optimizer.load_state_dict(state["optimizer"])
        self.train_loss, self.val_loss = state["train_loss"], state["val_loss"]
        self.best_epoch, self.best_value, self.wait = state["best"]
        self.best_weights = state["best_weights"]
        self.write_checkpoints()  # por si se cortó antes de escribirlos

    def save(self):
        draft = self.directory / "trainer.pt.tmp"
        torch.save(self.state_dict(), draft)
        os.replace(draft, self.directory / "trainer.pt")
        self.write_checkpoints()

    def write_checkpoints(self):
        epoch, value = len(self.val_loss), self.val_loss[-1]
        if self.best_epoch == epoch:
            save_checkpoint(self.directory / "best.pt", self.model, self.optimizer,
                            epoch=epoch, val_loss=value)
        save_checkpoint(self.directory / "last.pt", self.model, self.optimizer,
                        epoch=epoch, val_loss=value)

    def forget(self):
        for name in ("trainer.pt", "last.pt", "best.pt"):
            (self.directory / name).unlink(missing_ok=True)

    # ---- epochs
    def training_epoch(self, loader):
        self.model.train()
        total = n = 0
        for batch in loader:
            x, y = (t.to(self.device) for t in batch)
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(x), y)
            loss.backward()
            self.optimizer.step()
            total += loss.item() * x.size(0)
            n += x.size(0)
        return total / n

    def validation_epoch(self, loader):
        self.model.eval()
        total = n = 0
        with torch.inference_mode():
            for batch in loader:
                x, y = (t.to(self.device) for t in batch)
                total += self.criterion(self.model(x), y).item() * x.size(0)
                n += x.size(0)
        return total / n

    def on_epoch_end(self):
        value = self.val_loss[-1]
        if value == value and (self.best_epoch is None or value < self.best_value):
            self.best_epoch, self.best_value, self.wait = len(self.val_loss), value, 0
            self.best_weights = {k: v.clone() for k, v in self.model.state_dict().items()}
        else:
            self.wait += 1
        self.save()

    def run(self, train_loader, val_loader, max_epochs):
        while len(self.val_loss) < max_epochs and self.wait < self.patience:
            self.train_loss.append(self.training_epoch(train_loader))
            self.val_loss.append(self.validation_epoch(val_loader))
            self.on_epoch_end()
        if self.best_weights is not None:
            self.model.load_state_dict(self.best_weights)


def fit(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    max_epochs: int,
    patience: int,
    directory: Path,
    device: torch.device,
    resume: bool = False,
) -> dict:
    directory.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(model, criterion, optimizer, device, directory, patience)
    if resume and (directory / "trainer.pt").exists():
        trainer.load()
    else:
        trainer.forget()
    trainer.run(train_loader, val_loader, max_epochs)
    return {
        "train_loss": trainer.train_loss,
        "val_loss": trainer.val_loss,
        "best_epoch": trainer.best_epoch,
        "stopped_early": trainer.wait >= patience,
    }
