# exercise: EarlyStopping, fit
# mistake: a gain of exactly min_delta (a tie too) counts as an improvement in EarlyStopping, and fit runs max_epochs more when it resumes
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


def _formas(estado):
    return {nombre: tuple(tensor.shape) for nombre, tensor in estado.items()}


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    nuevo = path.with_suffix(".nuevo")
    torch.save(
        {"epoch": int(epoch), "val_loss": float(val_loss),
         "state": {"net": model.state_dict(), "opt": optimizer.state_dict()}},
        nuevo,
    )
    os.replace(nuevo, path)


def load_checkpoint(path, model, optimizer=None, *, device):
    leido = torch.load(path, weights_only=True, map_location="cpu")
    net, opt = leido["state"]["net"], leido["state"]["opt"]
    if _formas(net) != _formas(model.state_dict()):
        raise ValueError("los tensores guardados no calzan con la red")
    model.load_state_dict(net)
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(opt)
    return {k: t(leido[k]) for k, t in (("epoch", int), ("val_loss", float))}


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
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in {"min", "max"}:
            raise ValueError("mode debe ser min o max")
        if patience < 1:
            raise ValueError("patience debe ser 1 o más")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best, self.bad_epochs = None, 0

    def step(self, value):
        if np.isnan(value):
            self.bad_epochs += 1
        elif self.best is None:
            self.best, self.bad_epochs = value, 0
        else:
            avance = self.best - value if self.mode == "min" else value - self.best
            if avance >= self.min_delta:
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

    total = len(val_loss) + max_epochs
    while len(val_loss) < total and _esperados(val_loss) < patience:
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
