# exercise: fit, EarlyStopping
# mistake: fit sets train mode once and validates under inference_mode alone, without eval, and EarlyStopping.step answers with the texts "parar" or "seguir" (both true) instead of a bool
import copy
import json
import math
import os
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


# %%
def _atomic_save(obj, path):
    path = Path(path)
    tmp = path.with_name(path.name + ".tmp")
    torch.save(obj, tmp)
    os.replace(tmp, path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _atomic_save(
        {
            "epoch": int(epoch),
            "val_loss": float(val_loss),
            "pesos": model.state_dict(),
            "optimizador": optimizer.state_dict(),
        },
        path,
    )


# %%
def revisar(model, pesos):
    actuales = model.state_dict()
    if actuales.keys() != pesos.keys():
        sobran_o_faltan = sorted(actuales.keys() ^ pesos.keys())
        raise RuntimeError(f"claves que no coinciden: {sobran_o_faltan}")
    for nombre, tensor in actuales.items():
        if tensor.shape != pesos[nombre].shape:
            raise RuntimeError(f"{nombre}: {tuple(pesos[nombre].shape)} no cabe en {tuple(tensor.shape)}")


def load_checkpoint(path, model, optimizer=None, *, device):
    ckpt = torch.load(path, map_location="cpu", weights_only=True)
    revisar(model, ckpt["pesos"])
    model.to(device)
    model.load_state_dict(ckpt["pesos"])
    if optimizer is not None:
        optimizer.load_state_dict(ckpt["optimizador"])
    epoch, val_loss = ckpt["epoch"], ckpt["val_loss"]
    return {"epoch": epoch, "val_loss": val_loss}


# %%
class Checkpointer:
    def __init__(self, directory):
        self.carpeta = Path(directory)
        if not self.carpeta.exists():
            self.carpeta.mkdir(parents=True)
        self.hay_mejor = False
        self.best_epoch = 0
        self.best_val_loss = float("inf")
        mejor = self.carpeta / "best.pt"
        if mejor.is_file():
            guardado = torch.load(mejor, map_location="cpu", weights_only=True)
            self.hay_mejor = True
            self.best_epoch = guardado["epoch"]
            self.best_val_loss = guardado["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        es_mejor = False
        if not math.isnan(val_loss):
            if not self.hay_mejor:
                es_mejor = True
            elif val_loss < self.best_val_loss:
                es_mejor = True
        if es_mejor:
            save_checkpoint(self.carpeta / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            self.hay_mejor = True
            self.best_epoch = epoch
            self.best_val_loss = val_loss
        save_checkpoint(self.carpeta / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return es_mejor


# %%
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in {"min", "max"} or patience < 1:
            raise ValueError("mode tiene que ser min o max y patience, al menos 1")
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
            return "seguir"
        self.bad_epochs += 1
        return "parar" if self.bad_epochs >= self.patience else "seguir"


# %%
def entrenar_un_epoch(model, loader, criterion, optimizer, device):
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
    suma, n = 0.0, 0
    with torch.inference_mode():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            suma += criterion(model(inputs), targets).item() * len(inputs)
            n += len(inputs)
    return suma / n


def escribir_json(path, datos):
    temporal = path.with_suffix(".nuevo")
    temporal.write_text(json.dumps(datos))
    temporal.replace(path)


def fit(
    model,
    train_loader,
    val_loader,
    criterion,
    optimizer,
    *,
    max_epochs,
    patience,
    directory,
    device,
    resume=False,
):
    modo = model.training
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    ultimo, mejor, curvas = directory / "last.pt", directory / "best.pt", directory / "history.json"
    historia = {"train_loss": [], "val_loss": []}
    hechos = 0
    if resume and ultimo.exists():
        hechos = load_checkpoint(ultimo, model, optimizer, device=device)["epoch"]
        historia = {k: v[:hechos] for k, v in json.loads(curvas.read_text()).items()}
    else:
        for viejo in (ultimo, mejor, curvas):
            viejo.unlink(missing_ok=True)

    checkpointer = Checkpointer(directory)
    stopping = EarlyStopping(patience)
    parar = False
    for val_loss in historia["val_loss"]:
        parar = stopping.step(val_loss) == "parar"

    model.train()
    epoch = hechos
    while epoch < max_epochs and not parar:
        epoch += 1
        historia["train_loss"].append(entrenar_un_epoch(model, train_loader, criterion, optimizer, device))
        val_loss = validar(model, val_loader, criterion, device)
        historia["val_loss"].append(val_loss)
        escribir_json(curvas, historia)
        checkpointer.update(model, optimizer, epoch=epoch, val_loss=val_loss)
        parar = stopping.step(val_loss) == "parar"

    best_epoch = None
    if mejor.exists():
        best_epoch = load_checkpoint(mejor, model, device=device)["epoch"]
    model.train(modo)
    return {**historia, "best_epoch": best_epoch, "stopped_early": parar}
