# exercise: fit
# mistake: the network ends with the last weights, and resuming loads the weights but not the optimizer that was saved with them
import math
import os
from pathlib import Path

import torch
from torch import nn


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    # armo el diccionario con todo lo que se necesita para seguir
    datos = {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "modelo": model.state_dict(),
        "optimizador": optimizer.state_dict(),
    }
    # escribo en un temporal y despues le cambio el nombre
    temporal = str(path) + ".tmp"
    torch.save(datos, temporal)
    os.replace(temporal, path)


def load_checkpoint(path, model, optimizer=None, *, device):
    if not Path(path).exists():
        raise FileNotFoundError("no existe " + str(path))
    datos = torch.load(path, map_location=device, weights_only=True)
    guardado = datos["modelo"]
    actual = model.state_dict()
    # reviso antes de tocar la red
    if set(guardado.keys()) != set(actual.keys()):
        raise RuntimeError("los nombres de los tensores no coinciden")
    for nombre in actual:
        if actual[nombre].shape != guardado[nombre].shape:
            raise RuntimeError("el tensor " + nombre + " tiene otra forma")
    model.to(device)
    model.load_state_dict(guardado)
    if optimizer is not None:
        optimizer.load_state_dict(datos["optimizador"])
    return {"epoch": int(datos["epoch"]), "val_loss": float(datos["val_loss"])}


class Checkpointer:
    def __init__(self, directory):
        self.carpeta = Path(directory)
        self.carpeta.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = math.inf
        mejor = self.carpeta / "best.pt"
        if mejor.exists():
            datos = torch.load(mejor, map_location="cpu", weights_only=True)
            self.best_epoch = datos["epoch"]
            self.best_val_loss = datos["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        es_mejor = False
        if not math.isnan(val_loss):
            if self.best_epoch is None or val_loss < self.best_val_loss:
                es_mejor = True
        if es_mejor:
            self.best_epoch = epoch
            self.best_val_loss = float(val_loss)
            save_checkpoint(self.carpeta / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.carpeta / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return es_mejor


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode != "min" and mode != "max":
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
            self.bad_epochs = self.bad_epochs + 1
        return self.bad_epochs >= self.patience


def entrenar(model, loader, criterion, optimizer, device):
    model.train()
    suma = 0.0
    cuantos = 0
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        suma = suma + loss.item() * len(x)
        cuantos = cuantos + len(x)
    return suma / cuantos


def validar(model, loader, criterion, device):
    model.eval()
    suma = 0.0
    cuantos = 0
    with torch.no_grad():
        for x, y in loader:
            x = x.to(device)
            y = y.to(device)
            suma = suma + criterion(model(x), y).item() * len(x)
            cuantos = cuantos + len(x)
    return suma / cuantos


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device,
        resume=False):
    carpeta = Path(directory)
    carpeta.mkdir(parents=True, exist_ok=True)
    ultimo = carpeta / "last.pt"
    mejor = carpeta / "best.pt"
    modo = model.training

    train_loss, val_loss = [], []
    hechos = 0
    malos = 0
    best_epoch = None
    best_loss = None

    if resume and ultimo.exists():
        datos = torch.load(ultimo, map_location=device, weights_only=True)
        model.load_state_dict(datos["modelo"])
        train_loss = datos["train_loss"]
        val_loss = datos["val_losses"]
        hechos = datos["epoch"]
        malos = datos["malos"]
        best_epoch = datos["best_epoch"]
        best_loss = datos["best_loss"]
    else:
        # empiezo de cero, lo viejo no sirve
        for viejo in (ultimo, mejor):
            if viejo.exists():
                viejo.unlink()

    while hechos < max_epochs and malos < patience:
        hechos = hechos + 1
        train_loss.append(entrenar(model, train_loader, criterion, optimizer, device))
        v = validar(model, val_loader, criterion, device)
        val_loss.append(v)
        if not math.isnan(v) and (best_loss is None or v < best_loss):
            best_loss = v
            best_epoch = hechos
            malos = 0
            save_checkpoint(mejor, model, optimizer, epoch=hechos, val_loss=v)
        else:
            malos = malos + 1
        datos = {
            "epoch": hechos,
            "val_loss": v,
            "modelo": model.state_dict(),
            "optimizador": optimizer.state_dict(),
            "train_loss": train_loss,
            "val_losses": val_loss,
            "malos": malos,
            "best_epoch": best_epoch,
            "best_loss": best_loss,
        }
        torch.save(datos, carpeta / "last.tmp")
        os.replace(carpeta / "last.tmp", ultimo)

    model.train(modo)
    return {
        "train_loss": train_loss,
        "val_loss": val_loss,
        "best_epoch": best_epoch,
        "stopped_early": malos >= patience,
    }
