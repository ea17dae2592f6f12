# how: a NamedTuple of progress saved through torch.save into its own file (state.pt) which is the truth for resuming; last.pt is written after it; a dict of best weights inside state.pt; verbose Spanish
import contextlib
import math
import os
import uuid
from pathlib import Path
from typing import NamedTuple, Optional

import torch
from torch import nn


@contextlib.contextmanager
def escritura_segura(destino: Path):
    """Entrega un nombre temporal; si el bloque termina bien, lo mueve a su lugar."""
    destino = Path(destino)
    temporal = destino.parent / f"{destino.stem}_{uuid.uuid4().hex}.tmp"
    try:
        yield temporal
        os.replace(temporal, destino)
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporal.unlink()


def save_checkpoint(path: Path, model: nn.Module, optimizer, *, epoch: int, val_loss: float) -> None:
    diccionario = {}
    diccionario["epoch"] = int(epoch)
    diccionario["val_loss"] = float(val_loss)
    diccionario["estado_de_la_red"] = model.state_dict()
    diccionario["estado_del_optimizador"] = optimizer.state_dict()
    diccionario["rng"] = torch.get_rng_state()
    with escritura_segura(path) as temporal:
        torch.save(diccionario, temporal)


def _calza(model: nn.Module, estado) -> bool:
    formas_red = {n: tuple(t.shape) for n, t in model.state_dict().items()}
    formas_archivo = {n: tuple(t.shape) for n, t in estado.items()}
    return formas_red == formas_archivo


def load_checkpoint(path: Path, model: nn.Module, optimizer=None, *, device) -> dict:
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"No existe el archivo {path}")
    diccionario = torch.load(path, map_location=torch.device("cpu"), weights_only=True)
    if not _calza(model, diccionario["estado_de_la_red"]):
        raise ValueError("el checkpoint es de otra red")
    model.to(device)
    model.load_state_dict(diccionario["estado_de_la_red"])
    if optimizer is not None:
        optimizer.load_state_dict(diccionario["estado_del_optimizador"])
    return {"epoch": diccionario["epoch"], "val_loss": diccionario["val_loss"]}


class Checkpointer:
    """Guarda last.pt siempre y best.pt cuando corresponde."""

    def __init__(self, directory: Path) -> None:
        self.carpeta = Path(directory)
        self.carpeta.mkdir(parents=True, exist_ok=True)
        self.ruta_ultimo = self.carpeta / "last.pt"
        self.ruta_mejor = self.carpeta / "best.pt"
        if self.ruta_mejor.exists():
            guardado = torch.load(self.ruta_mejor, map_location="cpu", weights_only=True)
            self.best_epoch = guardado["epoch"]
            self.best_val_loss = guardado["val_loss"]
        else:
            self.best_epoch = 0
            self.best_val_loss = None

    def update(self, model, optimizer, *, epoch: int, val_loss: float) -> bool:
        es_el_mejor = False
        if not math.isnan(val_loss):
            if self.best_val_loss is None:
                es_el_mejor = True
            elif val_loss < self.best_val_loss:
                es_el_mejor = True
        save_checkpoint(self.ruta_ultimo, model, optimizer, epoch=epoch, val_loss=val_loss)
        if es_el_mejor:
            self.best_epoch = epoch
            self.best_val_loss = float(val_loss)
            save_checkpoint(self.ruta_mejor, model, optimizer, epoch=epoch, val_loss=val_loss)
        return es_el_mejor


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode != "min" and mode != "max":
            raise ValueError("mode debe ser 'min' o 'max'")
        if patience < 1:
            raise ValueError("patience debe ser 1 o más")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best: Optional[float] = None
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        mejora = False
        if not math.isnan(value):
            if self.best is None:
                mejora = True
            elif self.mode == "min" and self.best - value > self.min_delta:
                mejora = True
            elif self.mode == "max" and value - self.best > self.min_delta:
                mejora = True
        if mejora:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs = self.bad_epochs + 1
        return self.bad_epochs >= self.patience


class Estado(NamedTuple):
    epoch: int = 0
    train_loss: tuple = ()
    val_loss: tuple = ()
    best_epoch: Optional[int] = None
    mejores_pesos: Optional[dict] = None
    detenido: bool = False


def _loss_promedio_train(model, loader, criterion, optimizer, device):
    model.train()
    suma_de_losses = 0.0
    cantidad = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        loss.backward()
        optimizer.step()
        suma_de_losses += loss.item() * inputs.size(0)
        cantidad += inputs.size(0)
    return suma_de_losses / cantidad


def _loss_promedio_val(model, loader, criterion, device):
    model.eval()
    suma_de_losses = 0.0
    cantidad = 0
    with torch.no_grad():
        for inputs, targets in loader:
            outputs = model(inputs.to(device))
            loss = criterion(outputs, targets.to(device))
            suma_de_losses += loss.item() * inputs.size(0)
            cantidad += inputs.size(0)
    return suma_de_losses / cantidad


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    ruta_estado = directory / "state.pt"
    estado = Estado()
    if resume and ruta_estado.exists() and (directory / "last.pt").exists():
        guardado = torch.load(ruta_estado, map_location=device, weights_only=True)
        estado = Estado(**guardado["progreso"])
        model.load_state_dict(guardado["red"])
        optimizer.load_state_dict(guardado["optimizador"])
        # si murió justo entre los dos archivos, last.pt quedó un epoch atrás: lo pongo al día
        save_checkpoint(directory / "last.pt", model, optimizer, epoch=estado.epoch, val_loss=estado.val_loss[-1])
    else:
        for viejo in (ruta_estado, directory / "last.pt", directory / "best.pt"):
            if viejo.exists():
                viejo.unlink()

    # la paciencia gastada se recalcula con la historia
    vigilante = EarlyStopping(patience)
    for v in estado.val_loss:
        vigilante.step(v)

    while estado.epoch < max_epochs and not estado.detenido:
        epoch = estado.epoch + 1
        train_loss = _loss_promedio_train(model, train_loader, criterion, optimizer, device)
        val_loss = _loss_promedio_val(model, val_loader, criterion, device)
        detenido = vigilante.step(val_loss)
        es_mejor = vigilante.bad_epochs == 0
        estado = estado._replace(
            epoch=epoch,
            train_loss=estado.train_loss + (train_loss,),
            val_loss=estado.val_loss + (val_loss,),
            detenido=detenido,
        )
        if es_mejor:
            copia = {nombre: t.detach().clone() for nombre, t in model.state_dict().items()}
            estado = estado._replace(best_epoch=epoch, mejores_pesos=copia)
            save_checkpoint(directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        # primero state.pt, que es la verdad al retomar, y después last.pt
        with escritura_segura(ruta_estado) as temporal:
            torch.save(
                {"progreso": estado._asdict(), "red": model.state_dict(), "optimizador": optimizer.state_dict()}, temporal
            )
        save_checkpoint(directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)

    if estado.best_epoch is not None:
        model.load_state_dict(estado.mejores_pesos)
    return {
        "train_loss": list(estado.train_loss),
        "val_loss": list(estado.val_loss),
        "best_epoch": estado.best_epoch,
        "stopped_early": estado.detenido,
    }
