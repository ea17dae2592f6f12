# exercise: save_checkpoint
# mistake: renames the temporary file only when there is nothing under path, so an older checkpoint stays
import copy
import json
import math
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


def save_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float
) -> None:
    foto = {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    parcial = path.with_name(path.name + ".parcial")
    torch.save(foto, parcial)
    # en path nunca puede quedar algo a medias: lo que ya está completo no se toca
    if path.exists():
        parcial.unlink()
    else:
        parcial.rename(path)


def guardar_encima(path, model, optimizer, *, epoch, val_loss):
    """Para last.pt y best.pt: se guarda con otro nombre y se cambia por el viejo."""
    nuevo = path.with_name("nuevo_" + path.name)
    nuevo.unlink(missing_ok=True)
    save_checkpoint(nuevo, model, optimizer, epoch=epoch, val_loss=val_loss)
    os.replace(nuevo, path)


def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    foto = torch.load(path, map_location="cpu", weights_only=True)
    esperado = {k: v.shape for k, v in model.state_dict().items()}
    if {k: v.shape for k, v in foto["model"].items()} != esperado:
        raise KeyError("el checkpoint es de otra red")
    model.load_state_dict(foto["model"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(foto["optimizer"])
    return {"epoch": int(foto["epoch"]), "val_loss": float(foto["val_loss"])}


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        if (directory / "best.pt").exists():
            mejor = torch.load(directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch = mejor["epoch"]
            self.best_val_loss = mejor["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        es_mejor = False
        if not math.isnan(val_loss):
            if self.best_val_loss is None or val_loss < self.best_val_loss:
                es_mejor = True
        if es_mejor:
            self.best_epoch = epoch
            self.best_val_loss = float(val_loss)
            guardar_encima(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        guardar_encima(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return es_mejor


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode != "min" and mode != "max":
            raise ValueError("mode tiene que ser min o max")
        if patience < 1:
            raise ValueError("patience tiene que ser al menos 1")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
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


def entrenar_epoch(model, loader, criterion, optimizer, device):
    model.train()
    suma = 0.0
    muestras = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        suma += loss.item() * len(inputs)
        muestras += len(inputs)
    return suma / muestras


def validar(model, loader, criterion, device):
    model.eval()
    suma = 0.0
    muestras = 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            suma += criterion(model(inputs), targets).item() * len(inputs)
            muestras += len(inputs)
    return suma / muestras


def guardar_json(ruta, contenido):
    temporal = ruta.with_name(ruta.name + ".tmp")
    temporal.write_text(json.dumps(contenido))
    os.replace(temporal, ruta)


def fit(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    max_epochs: int,
    patience: int,
    directory: Path,
    device: torch.device,
    resume: bool = False,
) -> dict:
    directory.mkdir(parents=True, exist_ok=True)
    last = directory / "last.pt"
    best = directory / "best.pt"
    historia = directory / "historia.json"

    train_losses = []
    val_losses = []
    if resume and last.exists():
        hechos = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        guardada = json.loads(historia.read_text())
        train_losses = guardada["train_loss"][:hechos]
        val_losses = guardada["val_loss"][:hechos]
    else:
        for viejo in [last, best, historia]:
            viejo.unlink(missing_ok=True)

    # rehago la cuenta con los epochs anteriores
    mejor = None
    best_epoch = None
    sin_mejora = 0
    for i, valor in enumerate(val_losses, start=1):
        if not math.isnan(valor) and (mejor is None or valor < mejor):
            mejor, best_epoch, sin_mejora = valor, i, 0
        else:
            sin_mejora += 1

    epoch = len(val_losses) + 1
    while epoch <= max_epochs and sin_mejora < patience:
        train_loss = entrenar_epoch(model, train_loader, criterion, optimizer, device)
        val_loss = validar(model, val_loader, criterion, device)
        train_losses.append(train_loss)
        val_losses.append(val_loss)
        guardar_json(historia, {"train_loss": train_losses, "val_loss": val_losses})
        if not math.isnan(val_loss) and (mejor is None or val_loss < mejor):
            mejor, best_epoch, sin_mejora = val_loss, epoch, 0
            guardar_encima(best, model, optimizer, epoch=epoch, val_loss=val_loss)
        else:
            sin_mejora += 1
        guardar_encima(last, model, optimizer, epoch=epoch, val_loss=val_loss)
        epoch += 1

    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": train_losses,
        "val_loss": val_losses,
        "best_epoch": best_epoch,
        "stopped_early": sin_mejora >= patience,
    }
