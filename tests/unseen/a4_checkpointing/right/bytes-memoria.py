# %%
"""Tarea 4. Todo se serializa primero en memoria y recién después toca el disco."""
import copy
import io
import math
from pathlib import Path

import torch
from torch import nn


def _a_bytes(objeto) -> bytes:
    buffer = io.BytesIO()
    torch.save(objeto, buffer)
    return buffer.getvalue()


def _al_disco(path: Path, datos: bytes) -> None:
    nuevo = path.parent / ("nuevo_" + path.name)
    nuevo.write_bytes(datos)
    nuevo.replace(path)


def _del_disco(path: Path, device):
    return torch.load(io.BytesIO(path.read_bytes()), map_location=device, weights_only=True)


def _foto(model, optimizer, epoch, val_loss):
    return {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }


def _gana(nuevo, mejor):
    if math.isnan(nuevo):
        return False
    return mejor is None or nuevo < mejor


# %%
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _al_disco(path, _a_bytes(_foto(model, optimizer, epoch, val_loss)))


# %%
def load_checkpoint(path, model, optimizer=None, *, device):
    foto = _del_disco(path, device)

    # se ensaya en una copia: si no calza, reclama la copia y el original ni se entera
    ensayo = copy.deepcopy(model)
    ensayo.load_state_dict(foto["model"], strict=True)

    model.to(device)
    model.load_state_dict(foto["model"], strict=True)
    if optimizer is not None:
        optimizer.load_state_dict(foto["optimizer"])
    return {"epoch": foto["epoch"], "val_loss": foto["val_loss"]}


# %%
class Checkpointer:
    def __init__(self, directory):
        directory.mkdir(parents=True, exist_ok=True)
        self._last = directory / "last.pt"
        self._best = directory / "best.pt"
        self.best_epoch = self.best_val_loss = None
        if self._best.exists():
            foto = _del_disco(self._best, "cpu")
            self.best_epoch, self.best_val_loss = foto["epoch"], foto["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        datos = _a_bytes(_foto(model, optimizer, epoch, val_loss))
        _al_disco(self._last, datos)
        if not _gana(val_loss, self.best_val_loss):
            return False
        _al_disco(self._best, datos)
        self.best_epoch, self.best_val_loss = epoch, val_loss
        return True


# %%
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("se necesita una paciencia de al menos 1")
        if mode == "min":
            self._sube = -1
        elif mode == "max":
            self._sube = 1
        else:
            raise ValueError("solo conozco los modos min y max")
        self._margen = min_delta
        self._tope = patience
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        self.bad_epochs += 1
        if not math.isnan(value):
            if self.best is None or self._sube * (value - self.best) > self._margen:
                self.best = value
                self.bad_epochs = 0
        return self.bad_epochs >= self._tope


# %%
def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience,
        directory, device, resume=False):
    modo = model.training
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"

    diario = {"train_loss": [], "val_loss": []}
    lider = {"epoch": None, "val_loss": None}
    sin_mejora = 0
    mejores_pesos = None

    if resume and last.exists():
        foto = _del_disco(last, device)
        model.load_state_dict(foto["model"])
        optimizer.load_state_dict(foto["optimizer"])
        diario, lider, sin_mejora = foto["diario"], foto["lider"], foto["sin_mejora"]
        if lider["epoch"] is not None:
            mejores_pesos = _del_disco(best, device)["model"]
    else:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)

    def recorre(loader, entrenar):
        model.train(entrenar)
        acumulado = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            with torch.set_grad_enabled(entrenar):
                loss = criterion(model(inputs), targets)
            if entrenar:
                model.zero_grad()
                loss.backward()
                optimizer.step()
            acumulado += loss.item() * targets.size(0)
        return acumulado / len(loader.dataset)

    for epoch in range(len(diario["val_loss"]) + 1, max_epochs + 1):
        if sin_mejora >= patience:
            break
        diario["train_loss"].append(recorre(train_loader, True))
        diario["val_loss"].append(recorre(val_loader, False))
        actual = diario["val_loss"][-1]
        mejora = _gana(actual, lider["val_loss"])
        if mejora:
            lider = {"epoch": epoch, "val_loss": actual}
            mejores_pesos = copy.deepcopy(model.state_dict())
            sin_mejora = 0
        else:
            sin_mejora += 1
        datos = _a_bytes(
            {
                **_foto(model, optimizer, epoch, actual),
                "diario": diario,
                "lider": lider,
                "sin_mejora": sin_mejora,
            }
        )
        if mejora:
            _al_disco(best, datos)
        _al_disco(last, datos)

    if mejores_pesos is not None:
        model.load_state_dict(mejores_pesos)
    model.train(modo)
    return {**diario, "best_epoch": lider["epoch"], "stopped_early": sin_mejora >= patience}
