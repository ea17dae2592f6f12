# exercise: load_checkpoint
# mistake: the saved optimizer state updates the dictionary that state_dict() returns, which is a temporary one; the optimizer itself stays as it was.
import copy
import json
import math
import os
from pathlib import Path

import torch
from torch import nn


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    datos = {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    temporal = path.with_name(path.name + ".tmp")
    torch.save(datos, temporal)
    os.replace(temporal, path)


def load_checkpoint(path, model, optimizer=None, *, device):
    guardado = torch.load(path, map_location=device, weights_only=True)

    # probar primero en una copia
    prueba = copy.deepcopy(model)
    prueba.load_state_dict(guardado["model"])

    model.to(device)
    model.load_state_dict(guardado["model"])
    if optimizer is not None:
        optimizer.state_dict().update(guardado["optimizer"])

    return {"epoch": guardado["epoch"], "val_loss": guardado["val_loss"]}


class Checkpointer:
    """Keeps last.pt and best.pt in a directory; the directory itself is its memory."""

    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory)
        os.makedirs(self.directory, exist_ok=True)

    def _path(self, name):
        return self.directory / f"{name}.pt"

    def _read_best(self, key):
        try:
            return torch.load(self._path("best"), map_location="cpu", weights_only=True)[key]
        except FileNotFoundError:
            return None

    @property
    def best_epoch(self):
        return self._read_best("epoch")

    @property
    def best_val_loss(self):
        return self._read_best("val_loss")

    def update(self, model, optimizer, *, epoch, val_loss):
        record = self.best_val_loss
        is_best = val_loss == val_loss and (record is None or val_loss < record)
        for name in ["best", "last"] if is_best else ["last"]:
            save_checkpoint(self._path(name), model, optimizer, epoch=epoch, val_loss=val_loss)
        return bool(is_best)


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("mode tiene que ser min o max")
        if patience < 1:
            raise ValueError("patience tiene que ser al menos 1")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None
        self.bad_epochs = 0

    def _mejora(self, value):
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        if self.mode == "min":
            return self.best - value > self.min_delta
        return value - self.best > self.min_delta

    def step(self, value):
        if self._mejora(value):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _entrenar(model, loader, criterion, optimizer, device):
    model.train()
    suma, n = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        suma += loss.item() * len(inputs)
        n += len(inputs)
    return suma / n


def _validar(model, loader, criterion, device):
    model.eval()
    suma, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            suma += criterion(model(inputs), targets).item() * len(inputs)
            n += len(inputs)
    return suma / n


def fit(
    model, train_loader, val_loader, criterion, optimizer, *,
    max_epochs, patience, directory, device, resume=False,
):
    directory.mkdir(parents=True, exist_ok=True)
    last, best, archivo = directory / "last.pt", directory / "best.pt", directory / "historia.json"
    historia = {"train_loss": [], "val_loss": []}
    if resume and last.exists() and archivo.exists():
        hechos = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        guardada = json.loads(archivo.read_text())
        historia = {nombre: valores[:hechos] for nombre, valores in guardada.items()}
    else:
        for viejo in (last, best, archivo):
            viejo.unlink(missing_ok=True)

    checkpointer = Checkpointer(directory)
    stopping = EarlyStopping(patience)
    parar, best_epoch = False, None
    for epoch, valor in enumerate(historia["val_loss"], start=1):
        parar = stopping.step(valor)
        if stopping.bad_epochs == 0:
            best_epoch = epoch

    while len(historia["val_loss"]) < max_epochs and not parar:
        epoch = len(historia["val_loss"]) + 1
        historia["train_loss"].append(_entrenar(model, train_loader, criterion, optimizer, device))
        historia["val_loss"].append(_validar(model, val_loader, criterion, device))
        nuevo = directory / "historia.json.tmp"
        nuevo.write_text(json.dumps(historia))
        os.replace(nuevo, archivo)
        checkpointer.update(model, optimizer, epoch=epoch, val_loss=historia["val_loss"][-1])
        parar = stopping.step(historia["val_loss"][-1])
        if stopping.bad_epochs == 0:
            best_epoch = epoch

    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {**historia, "best_epoch": best_epoch, "stopped_early": parar}
