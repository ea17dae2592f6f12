# TAREA 4
import os
import math
from pathlib import Path

import torch
import torch.nn as nn


# guarda lo que sea, pero sin dejar el archivo a medias
def guardar_seguro(cosa, ruta):
    ruta_tmp = str(ruta) + ".tmp"
    torch.save(cosa, ruta_tmp)
    os.replace(ruta_tmp, ruta)


# ---- 1 ----
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    dic = {}
    dic["epoch"] = int(epoch)
    dic["val_loss"] = float(val_loss)
    dic["red"] = model.state_dict()
    dic["opt"] = optimizer.state_dict()
    guardar_seguro(dic, path)


# ---- 2 ----
def load_checkpoint(path, model, optimizer=None, *, device):
    # si no existe, torch.load ya tira FileNotFoundError
    dic = torch.load(path, map_location=device, weights_only=True)
    estado_guardado = dic["red"]
    estado_actual = model.state_dict()

    # reviso TODO antes de tocar la red
    for nombre in estado_actual:
        if nombre not in estado_guardado:
            raise ValueError("falta el tensor " + nombre)
    for nombre in estado_guardado:
        if nombre not in estado_actual:
            raise ValueError("sobra el tensor " + nombre)
        if estado_guardado[nombre].shape != estado_actual[nombre].shape:
            raise ValueError("el tensor " + nombre + " tiene otra forma")

    model.to(device)
    model.load_state_dict(estado_guardado)
    if optimizer is not None:
        optimizer.load_state_dict(dic["opt"])

    resultado = {}
    resultado["epoch"] = dic["epoch"]
    resultado["val_loss"] = dic["val_loss"]
    return resultado


# ---- 3 ----
class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        os.makedirs(self.directory, exist_ok=True)
        self.hay_mejor = False
        self.best_epoch = 0
        self.best_val_loss = 0.0
        # ¿había un mejor de antes?
        if os.path.exists(self.directory / "best.pt"):
            dic = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
            self.hay_mejor = True
            self.best_epoch = dic["epoch"]
            self.best_val_loss = dic["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        es_el_mejor = False
        if not math.isnan(val_loss):
            if not self.hay_mejor:
                es_el_mejor = True
            elif val_loss < self.best_val_loss:
                es_el_mejor = True

        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        if es_el_mejor:
            self.hay_mejor = True
            self.best_epoch = epoch
            self.best_val_loss = val_loss
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return es_el_mejor


# ---- 4 ----
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode != "min" and mode != "max":
            raise ValueError("mode tiene que ser min o max")
        if patience < 1:
            raise ValueError("patience tiene que ser 1 o mas")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        mejoro = False
        if not math.isnan(value):
            if self.best is None:
                mejoro = True
            elif self.mode == "min" and value < self.best - self.min_delta:
                mejoro = True
            elif self.mode == "max" and value > self.best + self.min_delta:
                mejoro = True

        if mejoro:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs = self.bad_epochs + 1

        if self.bad_epochs >= self.patience:
            return True
        else:
            return False


# ---- 5 ----
def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience,
        directory, device, resume=False):
    directory = Path(directory)
    os.makedirs(directory, exist_ok=True)
    ruta_last = directory / "last.pt"
    ruta_best = directory / "best.pt"
    ruta_extra = directory / "extra.pt"
    modo = model.training

    train_losses = []
    val_losses = []
    epoch = 0

    if resume and ruta_last.exists():
        info = load_checkpoint(ruta_last, model, optimizer, device=device)
        epoch = info["epoch"]
        extra = torch.load(ruta_extra, weights_only=True)
        # solo hasta el epoch de last.pt (extra.pt se guarda un poquito antes)
        train_losses = extra["train"][:epoch]
        val_losses = extra["val"][:epoch]
    else:
        # empezar de cero: se botan los archivos viejos
        for ruta in [ruta_last, ruta_best, ruta_extra]:
            if ruta.exists():
                os.remove(ruta)

    # reconstruyo cual es el mejor y cuanta paciencia llevo gastada
    mejor_epoch = None
    mejor_loss = None
    malos = 0
    for i in range(len(val_losses)):
        v = val_losses[i]
        if not math.isnan(v) and (mejor_loss is None or v < mejor_loss):
            mejor_loss = v
            mejor_epoch = i + 1
            malos = 0
        else:
            malos = malos + 1

    while epoch < max_epochs and malos < patience:
        epoch = epoch + 1

        # entrenar
        model.train()
        suma = 0.0
        for inputs, targets in train_loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            loss.backward()
            optimizer.step()
            suma = suma + loss.item() * len(inputs)
        train_losses.append(suma / len(train_loader.dataset))

        # validar
        model.eval()
        suma = 0.0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs = inputs.to(device)
                targets = targets.to(device)
                outputs = model(inputs)
                loss = criterion(outputs, targets)
                suma = suma + loss.item() * len(inputs)
        val_loss = suma / len(val_loader.dataset)
        val_losses.append(val_loss)

        # ¿mejoró?
        mejora = not math.isnan(val_loss) and (mejor_loss is None or val_loss < mejor_loss)
        if mejora:
            mejor_loss = val_loss
            mejor_epoch = epoch
            malos = 0
        else:
            malos = malos + 1

        # guardar: last.pt va al final, es el que manda
        guardar_seguro({"train": train_losses, "val": val_losses}, ruta_extra)
        if mejora:
            save_checkpoint(ruta_best, model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(ruta_last, model, optimizer, epoch=epoch, val_loss=val_loss)

    # me quedo con los mejores pesos
    if mejor_epoch is not None:
        load_checkpoint(ruta_best, model, device=device)
    model.train(modo)

    return {
        "train_loss": train_losses,
        "val_loss": val_losses,
        "best_epoch": mejor_epoch,
        "stopped_early": malos >= patience,
    }
