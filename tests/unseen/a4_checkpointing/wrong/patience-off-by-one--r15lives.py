# exercise: EarlyStopping
# mistake: EarlyStopping counts lives down from patience and stops only below zero, one call without improvement too late
import operator
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


def write_atomically(obj, path: Path) -> None:
    """Serialise in memory first, then write beside the target and rename."""
    buffer = io.BytesIO()
    torch.save(obj, buffer)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem + "-", suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(buffer.getvalue())
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, path)


def save_checkpoint(path: Path, model: nn.Module, optimizer, *, epoch: int, val_loss: float) -> None:
    payload = dict(epoch=epoch, val_loss=val_loss)
    payload["weights"] = model.state_dict()
    payload["optim"] = optimizer.state_dict()
    write_atomically(payload, path)


def load_checkpoint(path: Path, model: nn.Module, optimizer=None, *, device) -> dict:
    if not path.exists():
        raise FileNotFoundError(f"no existe {path}")
    datos = torch.load(path, map_location=device, weights_only=True)
    # ensayo general con una copia: si algo no calza, el error salta aquí
    copy.deepcopy(model).load_state_dict(datos["weights"])
    model.to(device)
    model.load_state_dict(datos["weights"])
    if optimizer:
        optimizer.load_state_dict(datos["optim"])
    return {clave: datos[clave] for clave in ("epoch", "val_loss")}


class Checkpointer:
    """best.pt and last.pt of one run."""

    def __init__(self, directory: Path) -> None:
        os.makedirs(directory, exist_ok=True)
        self.last, self.best = Path(directory, "last.pt"), Path(directory, "best.pt")
        self._record = (None, math.nan)
        with contextlib.suppress(FileNotFoundError):
            saved = torch.load(self.best, map_location="cpu", weights_only=True)
            self._record = (saved["epoch"], saved["val_loss"])

    @property
    def best_epoch(self):
        return self._record[0]

    @property
    def best_val_loss(self):
        return self._record[1]

    def update(self, model, optimizer, *, epoch, val_loss) -> bool:
        if self.best_epoch is None:
            improved = val_loss == val_loss
        else:
            improved = val_loss < self.best_val_loss
        targets = [self.best, self.last] if improved else [self.last]
        for target in targets:
            save_checkpoint(target, model, optimizer, epoch=epoch, val_loss=val_loss)
        if improved:
            self._record = (epoch, val_loss)
        return improved


class EarlyStopping:
    """Counts down the lives that are left, like a game."""

    def __init__(self, patience, min_delta=0.0, mode="min"):
        if not patience >= 1:
            raise ValueError("patience")
        try:
            self.better = {"min": operator.lt, "max": operator.gt}[mode]
        except KeyError:
            raise ValueError(f"unknown mode {mode!r}") from None
        self.margin = min_delta if mode == "max" else -min_delta
        self.patience = self.lives = patience
        self.best = None

    @property
    def bad_epochs(self):
        return self.patience - self.lives

    def step(self, value):
        if not math.isnan(value) and (self.best is None or self.better(value, self.best + self.margin)):
            self.best, self.lives = value, self.patience
        else:
            self.lives -= 1
        return self.lives < 0


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
        write_atomically(
            {
                "epoch": epoch,
                "val_loss": val_loss,
                "weights": model.state_dict(),
                "optim": optimizer.state_dict(),
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
