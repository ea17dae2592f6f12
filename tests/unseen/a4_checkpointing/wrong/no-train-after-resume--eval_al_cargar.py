# exercise: fit
# mistake: after loading last.pt it calls model.eval() and no epoch puts the network back in train mode
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


def pasada(model, loader, criterion, device, optimizer=None):
    """Una vuelta al loader; con optimizador ademas entrena."""
    suma, n = 0.0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = criterion(model(x), y)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        suma += loss.item() * x.shape[0]
        n += x.shape[0]
    return suma / n


def validar(model, loader, criterion, device):
    modo = model.training
    model.eval()
    with torch.no_grad():
        valor = pasada(model, loader, criterion, device)
    model.train(modo)  # la dejo como estaba
    return valor


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device,
        resume=False):
    carpeta = Path(directory)
    carpeta.mkdir(parents=True, exist_ok=True)
    ultimo, mejor = carpeta / "last.pt", carpeta / "best.pt"
    modo_inicial = model.training
    hist = {"train_loss": [], "val_loss": []}
    best = {"epoch": None, "loss": None, "pesos": None}
    sin_mejora = 0

    if resume and ultimo.exists():
        datos = torch.load(ultimo, map_location=device, weights_only=True)
        model.load_state_dict(datos["modelo"])
        model.eval()
        optimizer.load_state_dict(datos["optimizador"])
        hist, best, sin_mejora = datos["hist"], datos["best"], datos["sin_mejora"]
    else:
        ultimo.unlink(missing_ok=True)
        mejor.unlink(missing_ok=True)
        model.train()

    epoch = len(hist["val_loss"])
    while epoch < max_epochs and sin_mejora < patience:
        epoch += 1
        hist["train_loss"].append(pasada(model, train_loader, criterion, device, optimizer))
        valor = validar(model, val_loader, criterion, device)
        hist["val_loss"].append(valor)
        sin_mejora += 1
        if not math.isnan(valor) and (best["loss"] is None or valor < best["loss"]):
            pesos = {k: v.clone() for k, v in model.state_dict().items()}
            best = {"epoch": epoch, "loss": valor, "pesos": pesos}
            sin_mejora = 0
            save_checkpoint(mejor, model, optimizer, epoch=epoch, val_loss=valor)
        paquete = {"epoch": epoch, "val_loss": valor, "modelo": model.state_dict(),
                   "optimizador": optimizer.state_dict(), "hist": hist, "best": best, "sin_mejora": sin_mejora}
        torch.save(paquete, carpeta / "last.tmp")
        os.replace(carpeta / "last.tmp", ultimo)

    if best["pesos"] is not None:
        model.load_state_dict(best["pesos"])
    model.train(modo_inicial)
    return {**hist, "best_epoch": best["epoch"], "stopped_early": sin_mejora >= patience}
