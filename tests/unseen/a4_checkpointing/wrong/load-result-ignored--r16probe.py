# exercise: load_checkpoint
# mistake: the state is loaded into a throw-away probe that checks the fit, and never into the model that was given
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


def _pack(model: nn.Module, optimizer: Optimizer, epoch: int, val_loss: float) -> dict:
    return {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "model_state": model.state_dict(),
        "optim_state": optimizer.state_dict(),
    }


def save_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float
) -> None:
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        complete = Path(scratch) / path.name
        torch.save(_pack(model, optimizer, epoch, val_loss), complete)
        os.replace(complete, path)


def _restore_model(model: nn.Module, state: dict, device: torch.device) -> nn.Module:
    """Load into a probe first: `load_state_dict` copies what fits before it complains."""
    probe = copy.deepcopy(model)
    probe.load_state_dict(state)
    probe.to(device)
    return probe


def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    if not path.exists():
        raise FileNotFoundError(f"no checkpoint at {path}")
    payload = torch.load(path, map_location=device, weights_only=True)
    model = _restore_model(model, payload["model_state"], device)
    if optimizer is not None:
        optimizer.load_state_dict(payload["optim_state"])
    return {"epoch": int(payload["epoch"]), "val_loss": float(payload["val_loss"])}


class Checkpointer:
    def __init__(self, directory):
        directory.mkdir(parents=True, exist_ok=True)
        self.last_path = directory / "last.pt"
        self.best_path = directory / "best.pt"
        # (epoch, val_loss) del mejor, o nada todavía
        self._record = ()
        if self.best_path.is_file():
            saved = torch.load(self.best_path, map_location="cpu", weights_only=True)
            self._record = (saved["epoch"], saved["val_loss"])

    @property
    def best_epoch(self):
        return self._record[0] if self._record else None

    @property
    def best_val_loss(self):
        return self._record[1] if self._record else None

    def update(self, model, optimizer, *, epoch, val_loss):
        save_checkpoint(self.last_path, model, optimizer, epoch=epoch, val_loss=val_loss)
        if np.isnan(val_loss):
            return False
        if self._record and not (val_loss < self._record[1]):
            return False
        save_checkpoint(self.best_path, model, optimizer, epoch=epoch, val_loss=val_loss)
        self._record = (int(epoch), float(val_loss))
        return True


class EarlyStopping:
    _SIGNS = {"min": -1.0, "max": 1.0}

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode not in self._SIGNS:
            raise ValueError(f"unknown mode {mode!r}")
        if patience < 1:
            raise ValueError(f"patience must be at least 1, got {patience}")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self._sign = self._SIGNS[mode]
        self.best: float | None = None
        self.bad_epochs = 0

    def _improves(self, value: float) -> bool:
        if value != value:
            return False
        if self.best is None:
            return True
        return self._sign * (value - self.best) > self.min_delta

    def step(self, value: float) -> bool:
        if self._improves(value):
            self.best, self.bad_epochs = value, 0
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
