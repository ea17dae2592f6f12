# exercise: fit
# mistake: on resuming it trains max_epochs more instead of up to max_epochs in total
import json
import math
import os

import torch


def guardar(datos, ruta):
    # primero en un archivo temporal y despues le cambio el nombre
    temporal = str(ruta) + ".tmp"
    torch.save(datos, temporal)
    os.replace(temporal, ruta)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    datos = {
        "epoch": epoch,
        "val_loss": float(val_loss),
        "pesos": model.state_dict(),
        "optimizador": optimizer.state_dict(),
    }
    guardar(datos, path)


def load_checkpoint(path, model, optimizer=None, *, device):
    if not os.path.exists(path):
        raise FileNotFoundError(f"no existe el archivo {path}")
    datos = torch.load(path, map_location=device, weights_only=True)

    # reviso que calce antes de tocar la red
    nuevos = datos["pesos"]
    actuales = model.state_dict()
    if set(nuevos.keys()) != set(actuales.keys()):
        raise ValueError("el checkpoint es de otra red")
    for nombre in actuales:
        if nuevos[nombre].shape != actuales[nombre].shape:
            raise ValueError("el tensor " + nombre + " tiene otra forma")

    model.load_state_dict(nuevos)
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(datos["optimizador"])
    return {"epoch": int(datos["epoch"]), "val_loss": float(datos["val_loss"])}


class Checkpointer:
    def __init__(self, directory):
        self.directory = directory
        os.makedirs(directory, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        if os.path.exists(directory / "best.pt"):
            datos = torch.load(directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch = datos["epoch"]
            self.best_val_loss = datos["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        es_mejor = False
        if not math.isnan(val_loss):
            if self.best_val_loss is None or val_loss < self.best_val_loss:
                es_mejor = True
        if es_mejor:
            self.best_val_loss = val_loss
            self.best_epoch = epoch
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
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
        mejora = False
        if not math.isnan(value):
            if self.best is None:
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

        if self.bad_epochs >= self.patience:
            return True
        else:
            return False


def entrenar(model, loader, criterion, optimizer, device):
    model.train()
    suma = 0.0
    cantidad = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        loss.backward()
        optimizer.step()
        suma += loss.item() * len(inputs)
        cantidad += len(inputs)
    return suma / cantidad


def validar(model, loader, criterion, device):
    model.eval()
    suma = 0.0
    cantidad = 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            loss = criterion(model(inputs), targets)
            suma += loss.item() * len(inputs)
            cantidad += len(inputs)
    model.train()
    return suma / cantidad


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    os.makedirs(directory, exist_ok=True)
    historia = {"train_loss": [], "val_loss": []}
    detener = EarlyStopping(patience)
    parar = False
    inicio = 1

    if resume and os.path.exists(directory / "last.pt"):
        info = load_checkpoint(directory / "last.pt", model, optimizer, device=device)
        with open(directory / "historia.json") as archivo:
            guardada = json.load(archivo)
        # si se corto entre medio, la historia puede tener un epoch de mas
        historia["train_loss"] = guardada["train_loss"][: info["epoch"]]
        historia["val_loss"] = guardada["val_loss"][: info["epoch"]]
        for valor in historia["val_loss"]:
            parar = detener.step(valor)
        inicio = info["epoch"] + 1
    else:
        for nombre in ["last.pt", "best.pt", "historia.json"]:
            if os.path.exists(directory / nombre):
                os.remove(directory / nombre)

    guardador = Checkpointer(directory)
    epoch = inicio
    ultimo = inicio + max_epochs - 1
    while epoch <= ultimo and not parar:
        train_loss = entrenar(model, train_loader, criterion, optimizer, device)
        val_loss = validar(model, val_loader, criterion, device)
        historia["train_loss"].append(train_loss)
        historia["val_loss"].append(val_loss)
        with open(directory / "historia.tmp", "w") as archivo:
            json.dump(historia, archivo)
        os.replace(directory / "historia.tmp", directory / "historia.json")
        guardador.update(model, optimizer, epoch=epoch, val_loss=val_loss)
        parar = detener.step(val_loss)
        epoch = epoch + 1

    if guardador.best_epoch is not None:
        load_checkpoint(directory / "best.pt", model, device=device)

    return {
        "train_loss": historia["train_loss"],
        "val_loss": historia["val_loss"],
        "best_epoch": guardador.best_epoch,
        "stopped_early": parar,
    }
