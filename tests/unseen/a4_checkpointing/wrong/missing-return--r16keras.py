# exercise: EarlyStopping
# mistake: as in a Keras callback, step only sets the attribute stop_training and returns None
import copy
import json
import math
import os
from collections.abc import Callable
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
    borrador = Path(str(path) + ".incompleto")
    with open(borrador, "wb") as archivo:
        torch.save(
            dict(
                epoch=int(epoch),
                val_loss=float(val_loss),
                red=model.state_dict(),
                opt=optimizer.state_dict(),
            ),
            archivo,
        )
        archivo.flush()
        os.fsync(archivo.fileno())
    borrador.replace(path)


def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    if not Path(path).is_file():
        raise FileNotFoundError(path)
    foto = torch.load(path, map_location="cpu", weights_only=True)
    respaldo = copy.deepcopy(model.state_dict())
    try:
        model.load_state_dict(foto["red"])
    except Exception:
        model.load_state_dict(respaldo)  # deshacer lo que alcanzó a copiar
        raise
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(foto["opt"])
    return dict(epoch=int(foto["epoch"]), val_loss=float(foto["val_loss"]))


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        if (directory / "best.pt").exists():
            mejor = torch.load(directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch = mejor["epoch"]
            self.best_val_loss = mejor["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        es_mejor = False
        if not math.isnan(val_loss):
            if self.best_val_loss is None or val_loss < self.best_val_loss:
                es_mejor = True
        if es_mejor:
            self.best_epoch = epoch
            self.best_val_loss = float(val_loss)
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return es_mejor


class EarlyStopping:
    """Como el callback de Keras."""

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode not in ("min", "max"):
            raise ValueError(f"EarlyStopping mode {mode} is unknown")
        if patience < 1:
            raise ValueError("patience must be >= 1")
        self.patience = patience
        self.min_delta = min_delta
        self.monitor_op = np.less if mode == "min" else np.greater
        self.sign = -1 if mode == "min" else 1
        self.best = None
        self.bad_epochs = 0
        self.stop_training = False

    def _is_improvement(self, current):
        if np.isnan(current):
            return False
        if self.best is None:
            return True
        return bool(self.monitor_op(current - self.sign * self.min_delta, self.best))

    def step(self, value: float) -> bool:
        self.bad_epochs += 1
        if self._is_improvement(value):
            self.best = value
            self.bad_epochs = 0
        self.stop_training = self.bad_epochs >= self.patience


def _epoch_loss(model, loader, criterion, device, optimizer=None) -> float:
    """Mean loss per sample; updates the weights only when an optimizer is given."""
    training = optimizer is not None
    model.train(training)
    total, count = 0.0, 0
    with torch.set_grad_enabled(training):
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * inputs.shape[0]
            count += inputs.shape[0]
    return total / count


def _write_history(path: Path, history: dict) -> None:
    scratch = path.with_suffix(".tmp")
    scratch.write_text(json.dumps(history), encoding="utf-8")
    scratch.replace(path)


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
    last, best, log = (directory / n for n in ("last.pt", "best.pt", "history.json"))
    history = {"train_loss": [], "val_loss": []}
    start = 1
    if resume and last.exists():
        done = load_checkpoint(last, model, optimizer, device=device)
        start = done["epoch"] + 1
        history = {k: v[: done["epoch"]] for k, v in json.loads(log.read_text("utf-8")).items()}
    else:
        for stale in (last, best, log):
            stale.unlink(missing_ok=True)

    stopper = EarlyStopping(patience)
    saver = Checkpointer(directory)
    saver.best_epoch = saver.best_val_loss = None
    for number, value in enumerate(history["val_loss"], start=1):
        stopper.step(value)
        if stopper.bad_epochs == 0:
            saver.best_epoch, saver.best_val_loss = number, value
    if history["val_loss"] and saver.best_epoch == start - 1:
        # the run may have died between the two files
        save_checkpoint(best, model, optimizer, epoch=start - 1, val_loss=saver.best_val_loss)

    for epoch in range(start, max_epochs + 1):
        if stopper.stop_training:
            break
        history["train_loss"].append(_epoch_loss(model, train_loader, criterion, device, optimizer))
        history["val_loss"].append(_epoch_loss(model, val_loader, criterion, device))
        _write_history(log, history)
        saver.update(model, optimizer, epoch=epoch, val_loss=history["val_loss"][-1])
        stopper.step(history["val_loss"][-1])

    if saver.best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {**history, "best_epoch": saver.best_epoch, "stopped_early": stopper.stop_training}
