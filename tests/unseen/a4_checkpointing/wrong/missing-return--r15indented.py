# exercise: load_checkpoint
# mistake: load_checkpoint's return is indented into `if optimizer is not None`, so without an optimizer it returns None
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


# %%
@contextlib.contextmanager
def archivo_seguro(path):
    temporal = Path(path).with_suffix(".parcial")
    try:
        yield temporal
        temporal.replace(path)
    finally:
        temporal.unlink(missing_ok=True)


def guardar_atomico(objeto, path):
    with archivo_seguro(path) as temporal:
        torch.save(objeto, temporal)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    """Guarda la foto: primero en un archivo al lado y después se renombra."""
    foto = {"epoch": epoch, "val_loss": val_loss}
    foto.update(pesos=model.state_dict(), optimizador=optimizer.state_dict())
    guardar_atomico(foto, path)


# %%
def load_checkpoint(path, model, optimizer=None, *, device):
    if not Path(path).exists():
        raise FileNotFoundError(path)
    guardado = torch.load(path, map_location=device, weights_only=True)
    info = {"epoch": guardado["epoch"], "val_loss": guardado["val_loss"]}

    prueba = copy.deepcopy(model)
    prueba.load_state_dict(guardado["pesos"])  # si no calza, falla la copia y no el modelo
    del prueba

    model.load_state_dict(guardado["pesos"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(guardado["optimizador"])
        return info


# %%
class Checkpointer:
    def __init__(self, directory):
        self.carpeta = Path(directory)
        if not self.carpeta.exists():
            self.carpeta.mkdir(parents=True)
        self.hay_mejor = False
        self.best_epoch = 0
        self.best_val_loss = float("inf")
        mejor = self.carpeta / "best.pt"
        if mejor.is_file():
            guardado = torch.load(mejor, map_location="cpu", weights_only=True)
            self.hay_mejor = True
            self.best_epoch = guardado["epoch"]
            self.best_val_loss = guardado["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        es_mejor = False
        if not math.isnan(val_loss):
            if not self.hay_mejor:
                es_mejor = True
            elif val_loss < self.best_val_loss:
                es_mejor = True
        if es_mejor:
            save_checkpoint(self.carpeta / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            self.hay_mejor = True
            self.best_epoch = epoch
            self.best_val_loss = val_loss
        save_checkpoint(self.carpeta / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return es_mejor


# %%
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("patience debe ser al menos 1")
        if mode == "min":
            self.mejora = lambda nuevo, viejo: viejo - nuevo > min_delta
        elif mode == "max":
            self.mejora = lambda nuevo, viejo: nuevo - viejo > min_delta
        else:
            raise ValueError("mode debe ser min o max")
        self.patience = patience
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        if value == value and (self.best is None or self.mejora(value, self.best)):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs = self.bad_epochs + 1
        if self.bad_epochs >= self.patience:
            return True
        else:
            return False


# %%
def entrenar_un_epoch(model, loader, criterion, optimizer, device):
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


def validar(model, loader, criterion, device):
    model.eval()
    suma, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            suma += criterion(model(inputs), targets).item() * len(inputs)
            n += len(inputs)
    return suma / n


def escribir_json(path, datos):
    temporal = path.with_suffix(".nuevo")
    temporal.write_text(json.dumps(datos))
    temporal.replace(path)


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
    modo = model.training
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    ultimo, mejor, curvas = directory / "last.pt", directory / "best.pt", directory / "history.json"
    historia = {"train_loss": [], "val_loss": []}
    hechos = 0
    if resume and ultimo.exists():
        hechos = load_checkpoint(ultimo, model, optimizer, device=device)["epoch"]
        historia = {k: v[:hechos] for k, v in json.loads(curvas.read_text()).items()}
    else:
        for viejo in (ultimo, mejor, curvas):
            viejo.unlink(missing_ok=True)

    checkpointer = Checkpointer(directory)
    stopping = EarlyStopping(patience)
    parar = False
    for val_loss in historia["val_loss"]:
        parar = stopping.step(val_loss)

    epoch = hechos
    while epoch < max_epochs and not parar:
        epoch += 1
        historia["train_loss"].append(entrenar_un_epoch(model, train_loader, criterion, optimizer, device))
        val_loss = validar(model, val_loader, criterion, device)
        historia["val_loss"].append(val_loss)
        escribir_json(curvas, historia)
        checkpointer.update(model, optimizer, epoch=epoch, val_loss=val_loss)
        parar = stopping.step(val_loss)

    best_epoch = None
    if mejor.exists():
        load_checkpoint(mejor, model, device=device)
        best_epoch = checkpointer.best_epoch
    model.train(modo)
    return {**historia, "best_epoch": best_epoch, "stopped_early": parar}
