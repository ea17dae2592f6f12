# exercise: Checkpointer
# mistake: Checkpointer.update writes `self.best_epoch or epoch`, so best_epoch stays that of the first best while best_val_loss and best.pt move on
import contextlib
import copy
import io
import itertools
import json
import math
import os
import tempfile
from pathlib import Path

import torch
from torch import nn


def pack(model, optimizer, epoch, val_loss):
    parts = {"net_state": model, "opt_state": optimizer}
    return {"epoch": epoch, "val_loss": val_loss, **{name: part.state_dict() for name, part in parts.items()}}


def dump(obj, path):
    hidden = path.parent / f".{path.name}.{os.getpid()}"
    with open(hidden, "wb") as file:
        torch.save(obj, file)
    hidden.rename(path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    dump(pack(model, optimizer, epoch, val_loss), path)


def load_checkpoint(path: Path, model: nn.Module, optimizer=None, *, device) -> dict:
    if not path.exists():
        raise FileNotFoundError(f"no existe {path}")
    datos = torch.load(path, map_location=device, weights_only=True)
    # ensayo general con una copia: si algo no calza, el error salta aquí
    copy.deepcopy(model).load_state_dict(datos["net_state"])
    model.to(device)
    model.load_state_dict(datos["net_state"])
    if optimizer:
        optimizer.load_state_dict(datos["opt_state"])
    return {clave: datos[clave] for clave in ("epoch", "val_loss")}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        if (self.directory / "best.pt").exists():
            old = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = old["epoch"], old["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        is_best = not math.isnan(val_loss) and (self.best_val_loss is None or val_loss < self.best_val_loss)
        if is_best:
            self.best_epoch = self.best_epoch or epoch
            self.best_val_loss = val_loss
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


class EarlyStopping:
    SIGNS = {"min": -1.0, "max": 1.0}

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if patience < 1 or mode not in self.SIGNS:
            raise ValueError((patience, mode))
        self.patience = patience
        self.min_delta = min_delta
        self.sign = self.SIGNS[mode]
        self.best = math.nan
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        gain = self.sign * (value - self.best)
        first = math.isnan(self.best) and not math.isnan(value)
        if first or gain > self.min_delta:
            self.best = value
            self.bad_epochs = 0
            return False
        self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def run_epoch(model, loader, criterion, device, optimizer=None):
    """One pass; trains when an optimizer is given. Mean loss per sample."""
    training = optimizer is not None
    model.train(training)
    total = 0.0
    with torch.set_grad_enabled(training):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * x.size(0)
    return total / len(loader.dataset)


def fit(
    model,
    train_loader,
    val_loader,
    criterion,
    optimizer,
    *,
    max_epochs,
    patience,
    directory,
    device,
    resume=False,
):
    directory.mkdir(parents=True, exist_ok=True)
    found_in = model.training
    progress_file = directory / "progress.pt"
    progress = {
        "train_loss": [],
        "val_loss": [],
        "best_epoch": None,
        "best_val_loss": None,
        "best_weights": None,
        "bad_epochs": 0,
    }
    if resume and progress_file.exists() and (directory / "last.pt").exists():
        progress = torch.load(progress_file, map_location=device, weights_only=True)
        model.load_state_dict(progress.pop("weights"))
        optimizer.load_state_dict(progress.pop("optim_state"))
    else:
        for name in ("last.pt", "best.pt", "progress.pt"):
            (directory / name).unlink(missing_ok=True)
    checkpointer = Checkpointer(directory)

    while len(progress["val_loss"]) < max_epochs and progress["bad_epochs"] < patience:
        epoch = len(progress["val_loss"]) + 1
        progress["train_loss"].append(run_epoch(model, train_loader, criterion, device, optimizer))
        val_loss = run_epoch(model, val_loader, criterion, device)
        progress["val_loss"].append(val_loss)
        best = progress["best_val_loss"]
        if not math.isnan(val_loss) and (best is None or val_loss < best):
            progress["best_epoch"], progress["best_val_loss"] = epoch, val_loss
            progress["best_weights"] = copy.deepcopy(model.state_dict())
            progress["bad_epochs"] = 0
        else:
            progress["bad_epochs"] += 1
        checkpointer.update(model, optimizer, epoch=epoch, val_loss=val_loss)
        dump(
            {**progress, "weights": model.state_dict(), "optim_state": optimizer.state_dict()}, progress_file
        )

    if progress["best_weights"] is not None:
        model.load_state_dict(progress["best_weights"])
    model.train(found_in)
    return {
        "train_loss": progress["train_loss"],
        "val_loss": progress["val_loss"],
        "best_epoch": progress["best_epoch"],
        "stopped_early": progress["bad_epochs"] >= patience,
    }
