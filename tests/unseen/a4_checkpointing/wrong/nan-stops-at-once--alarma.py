# exercise: EarlyStopping
# mistake: A NaN makes step answer True at once, whatever patience is left.
import math
import os
import shutil
from pathlib import Path

import torch


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    contenido = {}
    contenido["epoch"] = epoch
    contenido["val_loss"] = val_loss
    contenido["model_state"] = model.state_dict()
    contenido["optim_state"] = optimizer.state_dict()
    borrador = path.parent / ("borrador_" + path.name)
    torch.save(contenido, borrador)
    os.replace(borrador, path)


def load_checkpoint(path, model, optimizer=None, *, device):
    if not path.exists():
        raise FileNotFoundError("no existe " + str(path))
    contenido = torch.load(path, map_location=device, weights_only=True)
    nuevo = contenido["model_state"]
    viejo = model.state_dict()
    if len(nuevo) != len(viejo):
        raise ValueError("no es el mismo modelo")
    for clave in viejo:
        if clave not in nuevo or nuevo[clave].shape != viejo[clave].shape:
            raise ValueError("no es el mismo modelo: " + clave)
    model.load_state_dict(nuevo)
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(contenido["optim_state"])
    return {"epoch": contenido["epoch"], "val_loss": contenido["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.last = directory / "last.pt"
        self.best = directory / "best.pt"
        directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        if self.best.exists():
            contenido = torch.load(self.best, map_location="cpu", weights_only=True)
            self.best_epoch = contenido["epoch"]
            self.best_val_loss = contenido["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        if math.isnan(val_loss):
            mejor = False
        elif self.best_epoch is None:
            mejor = True
        else:
            mejor = val_loss < self.best_val_loss
        if mejor:
            self.best_epoch = epoch
            self.best_val_loss = val_loss
            save_checkpoint(self.best, model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.last, model, optimizer, epoch=epoch, val_loss=val_loss)
        return mejor


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("mode desconocido: " + str(mode))
        if patience < 1:
            raise ValueError("patience tiene que ser 1 o más")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        if math.isnan(value):
            # el entrenamiento se rompió, no tiene sentido seguir
            self.bad_epochs += 1
            return True
        if self.best is None:
            mejora = True
        elif self.mode == "min":
            mejora = value < self.best - self.min_delta
        else:
            mejora = value > self.best + self.min_delta
        if mejora:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory.mkdir(parents=True, exist_ok=True)
    archivo = directory / "entrenamiento.pt"
    train_loss, val_loss = [], []
    sin_mejora = 0
    mejor_epoca = None
    mejores_pesos = None
    if resume and archivo.exists():
        e = torch.load(archivo, map_location=device, weights_only=True)
        train_loss, val_loss = e["train_loss"], e["val_loss"]
        sin_mejora, mejor_epoca, mejores_pesos = e["sin_mejora"], e["mejor_epoca"], e["mejores_pesos"]
        model.load_state_dict(e["modelo"])
        optimizer.load_state_dict(e["optimizador"])
    else:
        for nombre in ["entrenamiento.pt", "last.pt", "best.pt"]:
            if (directory / nombre).exists():
                (directory / nombre).unlink()
    epoca = len(val_loss)
    while epoca < max_epochs:
        if sin_mejora >= patience:
            break
        epoca += 1
        model.train()
        suma = 0.0
        for inputs, targets in train_loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(inputs)
        train_loss.append(suma / len(train_loader.dataset))
        model.eval()
        suma = 0.0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs = inputs.to(device)
                targets = targets.to(device)
                suma += criterion(model(inputs), targets).item() * len(inputs)
        val_loss.append(suma / len(val_loader.dataset))
        if not math.isnan(val_loss[-1]) and (mejor_epoca is None or val_loss[-1] < val_loss[mejor_epoca - 1]):
            mejor_epoca = epoca
            sin_mejora = 0
            mejores_pesos = {k: v.clone() for k, v in model.state_dict().items()}
            save_checkpoint(directory / "best.pt", model, optimizer, epoch=epoca, val_loss=val_loss[-1])
        else:
            sin_mejora += 1
        save_checkpoint(directory / "last.pt", model, optimizer, epoch=epoca, val_loss=val_loss[-1])
        torch.save({"train_loss": train_loss, "val_loss": val_loss, "sin_mejora": sin_mejora,
                    "mejor_epoca": mejor_epoca, "mejores_pesos": mejores_pesos,
                    "modelo": model.state_dict(), "optimizador": optimizer.state_dict()},
                   directory / "entrenamiento.tmp")
        os.replace(directory / "entrenamiento.tmp", archivo)
    if mejor_epoca is not None:
        model.load_state_dict(mejores_pesos)
    return {"train_loss": train_loss, "val_loss": val_loss, "best_epoch": mejor_epoca,
            "stopped_early": sin_mejora >= patience}
