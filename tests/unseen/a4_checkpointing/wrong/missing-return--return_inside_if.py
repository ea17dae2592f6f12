# exercise: load_checkpoint
# mistake: the return is inside the `if optimizer`, so without an optimizer it gives None
# Tarea 4: checkpoints y early stopping
import json
import math
import os
from pathlib import Path

import torch


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    path = Path(path)
    datos = {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    temporal = path.with_name(path.name + ".tmp")
    torch.save(datos, temporal)
    os.replace(temporal, path)


def revisar_estado(model, estado):
    actual = model.state_dict()
    if set(actual) != set(estado):
        raise RuntimeError("el checkpoint es de otra red")
    for nombre in actual:
        if actual[nombre].shape != estado[nombre].shape:
            raise RuntimeError("no calza la forma de " + nombre)


def load_checkpoint(path, model, optimizer=None, *, device):
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(path)
    datos = torch.load(path, map_location=device, weights_only=True)
    revisar_estado(model, datos["model"])
    model.to(device)
    model.load_state_dict(datos["model"])
    if optimizer is not None:
        optimizer.load_state_dict(datos["optimizer"])
        return {"epoch": datos["epoch"], "val_loss": datos["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        mejor = self.directory / "best.pt"
        if mejor.exists():
            datos = torch.load(mejor, map_location="cpu", weights_only=True)
            self.best_epoch = datos["epoch"]
            self.best_val_loss = datos["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        val_loss = float(val_loss)
        if math.isnan(val_loss):
            es_mejor = False
        else:
            es_mejor = self.best_val_loss is None or val_loss < self.best_val_loss
        if es_mejor:
            self.best_epoch = epoch
            self.best_val_loss = val_loss
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return es_mejor


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

    def step(self, value):
        if math.isnan(value):
            mejora = False
        elif self.best is None:
            mejora = True
        elif self.mode == "min":
            mejora = self.best - value > self.min_delta
        else:
            mejora = value - self.best > self.min_delta
        if mejora:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def guardar_historia(directory, historia):
    temporal = directory / "history.json.tmp"
    temporal.write_text(json.dumps(historia))
    os.replace(temporal, directory / "history.json")


def entrenar(model, loader, criterion, optimizer, device):
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


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device,
        resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    ultimo = directory / "last.pt"
    mejor = directory / "best.pt"
    historia = {"train_loss": [], "val_loss": []}
    parar = EarlyStopping(patience)
    terminado = False
    epoch = 0

    if not resume:
        for viejo in (ultimo, mejor, directory / "history.json"):
            viejo.unlink(missing_ok=True)
    elif ultimo.exists():
        epoch = load_checkpoint(ultimo, model, optimizer, device=device)["epoch"]
        guardada = json.loads((directory / "history.json").read_text())
        historia = {nombre: guardada[nombre][:epoch] for nombre in ("train_loss", "val_loss")}
        for valor in historia["val_loss"]:
            terminado = parar.step(valor)

    checkpointer = Checkpointer(directory)
    while epoch < max_epochs and not terminado:
        epoch += 1
        historia["train_loss"].append(entrenar(model, train_loader, criterion, optimizer, device))
        val_loss = validar(model, val_loader, criterion, device)
        historia["val_loss"].append(val_loss)
        guardar_historia(directory, historia)
        checkpointer.update(model, optimizer, epoch=epoch, val_loss=val_loss)
        terminado = parar.step(val_loss)

    if checkpointer.best_epoch is not None:
        load_checkpoint(mejor, model, device=device)
    return {
        "train_loss": historia["train_loss"],
        "val_loss": historia["val_loss"],
        "best_epoch": checkpointer.best_epoch,
        "stopped_early": terminado,
    }
