# how: history in a json beside last.pt, early stopping and best are replayed from the history on resume, trial load on a deepcopy before touching the real model
import copy
import json
import math
import os
import tempfile
from pathlib import Path

import torch


def _atomico(path, escribir):
    """Escribe en un temporal de la misma carpeta y después le cambia el nombre."""
    path = Path(path)
    fd, tmp = tempfile.mkstemp(dir=path.parent, prefix="." + path.name, suffix=".tmp")
    with os.fdopen(fd, "wb") as f:
        escribir(f)
        f.flush()
        os.fsync(f.fileno())
    os.replace(tmp, path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    estado = {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    _atomico(path, lambda f: torch.save(estado, f))


def load_checkpoint(path, model, optimizer=None, *, device):
    if not Path(path).is_file():
        raise FileNotFoundError(path)
    ck = torch.load(path, map_location=device, weights_only=True)
    copy.deepcopy(model).load_state_dict(ck["model"])  # si no calza, reclama aquí
    model.to(device)
    model.load_state_dict(ck["model"])
    if optimizer is not None:
        optimizer.load_state_dict(ck["optimizer"])
    return {"epoch": ck["epoch"], "val_loss": ck["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = self.best_val_loss = None
        if self.best.exists():
            ck = torch.load(self.best, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = ck["epoch"], ck["val_loss"]

    @property
    def last(self):
        return self.directory / "last.pt"

    @property
    def best(self):
        return self.directory / "best.pt"

    def update(self, model, optimizer, *, epoch, val_loss):
        val_loss = float(val_loss)
        mejor = not math.isnan(val_loss) and (self.best_val_loss is None or val_loss < self.best_val_loss)
        if mejor:
            save_checkpoint(self.best, model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save_checkpoint(self.last, model, optimizer, epoch=epoch, val_loss=val_loss)
        return mejor


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError(f"mode desconocido: {mode}")
        if patience < 1:
            raise ValueError("patience debe ser al menos 1")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best, self.bad_epochs = None, 0

    def _mejora(self, value):
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        if self.mode == "min":
            return value < self.best - self.min_delta
        return value > self.best + self.min_delta

    def step(self, value):
        if self._mejora(value):
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _pasada(model, loader, criterion, device, optimizer=None):
    model.train(optimizer is not None)
    suma = n = 0
    with torch.set_grad_enabled(optimizer is not None):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            suma += loss.item() * len(x)
            n += len(x)
    return suma / n


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    archivo = directory / "history.json"
    last, best = directory / "last.pt", directory / "best.pt"

    train_loss, val_loss, hechos = [], [], 0
    if resume and last.exists():
        hechos = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        guardado = json.loads(archivo.read_text())
        # la historia se escribe antes que last.pt: puede ir un epoch adelantada
        train_loss, val_loss = guardado["train_loss"][:hechos], guardado["val_loss"][:hechos]
    else:
        for p in (last, best, archivo):
            p.unlink(missing_ok=True)

    stopping, parar, best_epoch = EarlyStopping(patience), False, None
    for e, v in enumerate(val_loss, start=1):
        parar = stopping.step(v)
        if stopping.bad_epochs == 0:
            best_epoch = e

    for epoch in range(hechos + 1, max_epochs + 1):
        if parar:
            break
        train_loss.append(_pasada(model, train_loader, criterion, device, optimizer))
        val_loss.append(_pasada(model, val_loader, criterion, device))
        parar = stopping.step(val_loss[-1])
        texto = json.dumps({"train_loss": train_loss, "val_loss": val_loss}).encode()
        _atomico(archivo, lambda f: f.write(texto))
        if stopping.bad_epochs == 0:
            best_epoch = epoch
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=val_loss[-1])
        save_checkpoint(last, model, optimizer, epoch=epoch, val_loss=val_loss[-1])

    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {"train_loss": train_loss, "val_loss": val_loss, "best_epoch": best_epoch, "stopped_early": parar}
