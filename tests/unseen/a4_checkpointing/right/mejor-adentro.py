# %%
# El archivo last.pt de `fit` lleva adentro también los mejores pesos: así, para continuar,
# basta un solo archivo y nunca hay dos que se contradigan.
import math
import os
from pathlib import Path

import torch
from torch import nn


def volcar(contenido, path):
    a_medias = f"{path}.writing"
    torch.save(contenido, a_medias)
    os.replace(a_medias, path)


def abrir(path, device):
    return torch.load(path, map_location=device, weights_only=True)


def es_mejor(val_loss, record):
    """record es None mientras no haya uno."""
    if record is None:
        return not math.isnan(val_loss)
    return val_loss < record  # con NaN es False


def clonar(estado):
    return {nombre: tensor.detach().clone() for nombre, tensor in estado.items()}


# %%
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    volcar(
        {
            "epoch": int(epoch),
            "val_loss": float(val_loss),
            "pesos": model.state_dict(),
            "optimizador": optimizer.state_dict(),
        },
        path,
    )


# %%
def load_checkpoint(path, model, optimizer=None, *, device):
    contenido = abrir(path, device)
    pesos = contenido["pesos"]
    esperado = model.state_dict()
    distintos = [
        nombre
        for nombre in set(pesos) | set(esperado)
        if nombre not in pesos
        or nombre not in esperado
        or pesos[nombre].shape != esperado[nombre].shape
    ]
    if distintos:
        raise ValueError(f"no calzan: {', '.join(sorted(distintos))}")
    model.to(device)
    model.load_state_dict(pesos)
    if optimizer:
        optimizer.load_state_dict(contenido["optimizador"])
    return {"epoch": contenido["epoch"], "val_loss": contenido["val_loss"]}


# %%
class Checkpointer:
    def __init__(self, directory):
        self.directory = directory
        os.makedirs(directory, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        if os.path.exists(os.path.join(directory, "best.pt")):
            mejor = abrir(os.path.join(directory, "best.pt"), "cpu")
            self.best_epoch = mejor["epoch"]
            self.best_val_loss = mejor["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        contenido = {
            "epoch": int(epoch),
            "val_loss": float(val_loss),
            "pesos": model.state_dict(),
            "optimizador": optimizer.state_dict(),
        }
        gano = es_mejor(val_loss, self.best_val_loss)
        if gano:
            self.best_epoch = int(epoch)
            self.best_val_loss = float(val_loss)
            volcar(contenido, os.path.join(self.directory, "best.pt"))
        volcar(contenido, os.path.join(self.directory, "last.pt"))
        return gano


# %%
class EarlyStopping:
    """Modo "max" es modo "min" con el signo cambiado."""

    def __init__(self, patience, min_delta=0.0, mode="min"):
        try:
            self._signo = {"min": 1, "max": -1}[mode]
        except KeyError:
            raise ValueError(f"mode {mode!r} no existe") from None
        if patience < 1:
            raise ValueError("hay que tener al menos 1 de paciencia")
        self.patience = patience
        self.min_delta = min_delta
        self.bad_epochs = 0
        self._historial_de_mejores = []

    @property
    def best(self):
        return self._historial_de_mejores[-1] if self._historial_de_mejores else None

    def step(self, value):
        if not math.isnan(value) and (
            self.best is None or self._signo * (self.best - value) > self.min_delta
        ):
            self._historial_de_mejores.append(value)
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


# %%
def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience,
        directory, device, resume=False):
    os.makedirs(directory, exist_ok=True)
    last, best = Path(directory, "last.pt"), Path(directory, "best.pt")
    modo = model.training

    todo = {"train_loss": [], "val_loss": [], "mejor_epoch": None, "record": None, "mejores_pesos": None}
    if resume and last.exists():
        contenido = abrir(last, device)
        model.load_state_dict(contenido["pesos"])
        optimizer.load_state_dict(contenido["optimizador"])
        todo = contenido["todo"]
    else:
        for viejo in [last, best]:
            if viejo.exists():
                os.remove(viejo)

    def epochs_sin_mejora():
        return len(todo["val_loss"]) - (todo["mejor_epoch"] or 0)

    while len(todo["val_loss"]) < max_epochs:
        if epochs_sin_mejora() >= patience:
            break
        epoch = len(todo["val_loss"]) + 1

        model.train()
        sumas = 0.0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            sumas += len(x) * loss.item()
        todo["train_loss"].append(sumas / len(train_loader.dataset))

        model.eval()
        sumas = 0.0
        with torch.no_grad():
            for x, y in val_loader:
                x, y = x.to(device), y.to(device)
                sumas += len(x) * criterion(model(x), y).item()
        val_loss = sumas / len(val_loader.dataset)
        todo["val_loss"].append(val_loss)

        contenido = {
            "epoch": epoch,
            "val_loss": val_loss,
            "pesos": model.state_dict(),
            "optimizador": optimizer.state_dict(),
            "todo": todo,
        }
        if es_mejor(val_loss, todo["record"]):
            todo["mejor_epoch"] = epoch
            todo["record"] = val_loss
            todo["mejores_pesos"] = clonar(model.state_dict())
            volcar(contenido, best)
        volcar(contenido, last)

    if todo["mejores_pesos"] is not None:
        model.load_state_dict(todo["mejores_pesos"])
    model.train(modo)
    return {
        "train_loss": todo["train_loss"],
        "val_loss": todo["val_loss"],
        "best_epoch": todo["mejor_epoch"],
        "stopped_early": epochs_sin_mejora() >= patience,
    }
