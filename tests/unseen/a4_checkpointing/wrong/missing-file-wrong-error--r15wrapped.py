# exercise: load_checkpoint
# mistake: load_checkpoint wraps every OSError of the reading into its own CheckpointError (a RuntimeError), so a missing file does not raise FileNotFoundError
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
    parts = {"model": model, "optimizer": optimizer}
    return {"epoch": epoch, "val_loss": val_loss, **{name: part.state_dict() for name, part in parts.items()}}


def dump(obj, path):
    hidden = path.parent / f".{path.name}.{os.getpid()}"
    with open(hidden, "wb") as file:
        torch.save(obj, file)
    hidden.rename(path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    dump(pack(model, optimizer, epoch, val_loss), path)


class CheckpointError(RuntimeError):
    """Anything that is wrong with a checkpoint."""


def read(path, device):
    try:
        return torch.load(path, map_location=device, weights_only=True)
    except OSError as error:
        raise CheckpointError(f"cannot read {path}") from error


def load_checkpoint(path, model, optimizer=None, *, device):
    saved = read(path, device)
    new, own = saved["model"], model.state_dict()
    if set(new) != set(own) or any(new[name].shape != own[name].shape for name in own):
        raise CheckpointError(f"{path} belongs to another network")
    model.load_state_dict(new)
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(saved["optimizer"])
    return {"epoch": saved["epoch"], "val_loss": saved["val_loss"]}


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
            self.best_epoch, self.best_val_loss = epoch, val_loss
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError(f"mode must be min or max, not {mode}")
        if patience < 1:
            raise ValueError("patience must be at least 1")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best = None
        self.bad_epochs = 0

    def _improved(self, value):
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        if self.mode == "min":
            return value < self.best - self.min_delta
        return value > self.best + self.min_delta

    def step(self, value):
        if self._improved(value):
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _mean_loss(model, loader, criterion, device, optimizer=None):
    losses, sizes = [], []
    for batch in loader:
        inputs, targets = [tensor.to(device) for tensor in batch]
        loss = criterion(model(inputs), targets)
        if optimizer is not None:
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
        losses.append(loss.item())
        sizes.append(inputs.shape[0])
    return sum(a * b for a, b in zip(losses, sizes)) / sum(sizes)


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
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    train_losses, val_losses = [], []
    lowest, bad_epochs = None, 0
    mode_before = model.training

    if resume and last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        extra = torch.load(last, map_location="cpu", weights_only=True)
        train_losses, val_losses = extra["train_losses"], extra["val_losses"]
        lowest, bad_epochs = extra["lowest"], extra["bad_epochs"]
    else:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)

    optimizer.zero_grad()
    for epoch in range(len(val_losses) + 1, max_epochs + 1):
        if bad_epochs >= patience:
            break
        model.train()
        train_losses.append(_mean_loss(model, train_loader, criterion, device, optimizer))
        model.eval()
        with torch.no_grad():
            val_losses.append(_mean_loss(model, val_loader, criterion, device))
        val_loss = val_losses[-1]
        bad_epochs += 1
        if val_loss == val_loss and (lowest is None or val_loss < lowest):
            lowest, bad_epochs = val_loss, 0
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=val_loss)
        dump(
            {
                "epoch": epoch,
                "val_loss": val_loss,
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "train_losses": train_losses,
                "val_losses": val_losses,
                "lowest": lowest,
                "bad_epochs": bad_epochs,
            },
            last,
        )

    best_epoch = None
    if lowest is not None:
        best_epoch = load_checkpoint(best, model, device=device)["epoch"]
    model.train(mode_before)
    return {
        "train_loss": train_losses,
        "val_loss": val_losses,
        "best_epoch": best_epoch,
        "stopped_early": bad_epochs >= patience,
    }
