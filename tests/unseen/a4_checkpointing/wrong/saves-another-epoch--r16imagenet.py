# exercise: Checkpointer
# mistake: last.pt is written with epoch + 1 (the epoch to start from, as in the ImageNet recipe), so it claims to be of another epoch
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


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        'epoch': int(epoch),
        'model_state_dict': model.state_dict(),
        'optimizer_state_dict': optimizer.state_dict(),
        'val_loss': float(val_loss),
    }
    tmp_path = path.parent / (path.stem + '_tmp' + path.suffix)
    torch.save(checkpoint, tmp_path)
    tmp_path.replace(path)


def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=torch.device('cpu'), weights_only=True)

    # dry run on a copy: if something does not fit, the real model is untouched
    dry_run = copy.deepcopy(model)
    dry_run.load_state_dict(checkpoint['model_state_dict'])

    model.load_state_dict(checkpoint['model_state_dict'])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint['optimizer_state_dict'])
    return {'epoch': int(checkpoint['epoch']), 'val_loss': float(checkpoint['val_loss'])}


class Checkpointer:
    def __init__(self, directory):
        self.dir = directory
        self.dir.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        best_path = self.dir / 'best.pt'
        if best_path.exists():
            checkpoint = torch.load(best_path, map_location='cpu', weights_only=True)
            self.best_epoch = checkpoint['epoch']
            self.best_val_loss = checkpoint['val_loss']

    def update(self, model, optimizer, *, epoch, val_loss):
        # remember best val_loss and save checkpoint
        first = self.best_val_loss is None and val_loss == val_loss
        is_best = first or (self.best_val_loss is not None and val_loss < self.best_val_loss)
        # when resuming: start_epoch = checkpoint['epoch']
        save_checkpoint(self.dir / 'last.pt', model, optimizer, epoch=epoch + 1, val_loss=val_loss)
        if is_best:
            self.best_epoch = epoch
            self.best_val_loss = float(val_loss)
            save_checkpoint(self.dir / 'best.pt', model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


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


def _mejor_epoch(val_loss):
    """El primer epoch de menor loss (desde 1), sin contar los NaN; None si no hay."""
    valores = np.asarray(val_loss, dtype=float)
    if valores.size == 0 or np.isnan(valores).all():
        return None
    return int(np.nanargmin(valores)) + 1


def _esperados(val_loss):
    # epochs que van desde el mejor
    return len(val_loss) - (_mejor_epoch(val_loss) or 0)


def _un_recorrido(model, loader, criterion, device, paso):
    losses, n = [], []
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = criterion(model(x), y)
        paso(loss)
        losses.append(loss.item())
        n.append(x.shape[0])
    return float(np.average(losses, weights=n))


def _guardar_curvas(ruta, train_loss, val_loss):
    nueva = ruta.with_name("nueva_" + ruta.name)
    with open(nueva, "wb") as f:
        np.savez(f, train_loss=np.array(train_loss), val_loss=np.array(val_loss))
    os.replace(nueva, ruta)


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience,
        directory, device, resume=False):
    directory.mkdir(parents=True, exist_ok=True)
    last, best, curvas = directory / "last.pt", directory / "best.pt", directory / "curvas.npz"

    def actualizar(loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    train_loss, val_loss = [], []
    if resume and last.exists():
        n = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        with np.load(curvas) as archivo:
            train_loss = archivo["train_loss"][:n].tolist()
            val_loss = archivo["val_loss"][:n].tolist()
    else:
        for p in (last, best, curvas):
            if p.exists():
                p.unlink()

    while len(val_loss) < max_epochs and _esperados(val_loss) < patience:
        model.train()
        train_loss.append(_un_recorrido(model, train_loader, criterion, device, actualizar))
        model.eval()
        with torch.no_grad():
            val_loss.append(_un_recorrido(model, val_loader, criterion, device, lambda loss: None))
        _guardar_curvas(curvas, train_loss, val_loss)
        epoch = len(val_loss)
        if _mejor_epoch(val_loss) == epoch:
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=val_loss[-1])
        save_checkpoint(last, model, optimizer, epoch=epoch, val_loss=val_loss[-1])

    best_epoch = _mejor_epoch(val_loss)
    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": train_loss,
        "val_loss": val_loss,
        "best_epoch": best_epoch,
        "stopped_early": _esperados(val_loss) >= patience,
    }
