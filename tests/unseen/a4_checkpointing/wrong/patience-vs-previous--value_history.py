# exercise: EarlyStopping
# mistake: each value is compared with the one right before it, not with the best, so any drop after a bad epoch counts as an improvement.
import copy
import json
import math
import os

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
    ckpt = torch.load(path, map_location=device, weights_only=True)
    # primero en copias: si algo no calza, el error sale aqui y nada cambia
    copy.deepcopy(model).load_state_dict(ckpt["model"])
    if optimizer is not None:
        copy.deepcopy(optimizer).load_state_dict(ckpt["optimizer"])
    model.to(device)
    model.load_state_dict(ckpt["model"])
    if optimizer is not None:
        optimizer.load_state_dict(ckpt["optimizer"])
    return {"epoch": int(ckpt["epoch"]), "val_loss": float(ckpt["val_loss"])}


class Checkpointer:
    def __init__(self, directory):
        self.directory = directory
        self.directory.mkdir(parents=True, exist_ok=True)
        self.last = directory / "last.pt"
        self.best = directory / "best.pt"
        self.best_epoch = None
        self.best_val_loss = None
        if self.best.exists():
            anterior = torch.load(self.best, map_location="cpu", weights_only=True)
            self.best_epoch = anterior["epoch"]
            self.best_val_loss = anterior["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        if math.isnan(val_loss):
            mejor = False
        elif self.best_val_loss is None:
            mejor = True
        else:
            mejor = val_loss < self.best_val_loss
        if mejor:
            save_checkpoint(self.best, model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch = epoch
            self.best_val_loss = val_loss
        save_checkpoint(self.last, model, optimizer, epoch=epoch, val_loss=val_loss)
        return mejor


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ["min", "max"]:
            raise ValueError("mode: min o max")
        if patience < 1:
            raise ValueError("patience >= 1")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.valores = []
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        mejora = False
        if not math.isnan(value):
            self.valores.append(value)
            if len(self.valores) == 1:
                mejora = True
            else:
                cambio = self.valores[-1] - self.valores[-2]
                if self.mode == "min":
                    cambio = -cambio
                mejora = cambio > self.min_delta

        if mejora:
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
