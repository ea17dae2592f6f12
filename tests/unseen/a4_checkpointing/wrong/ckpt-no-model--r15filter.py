# exercise: save_checkpoint
# mistake: save_checkpoint filters the state_dict by requires_grad, which is False for all of its tensors, so the file holds an empty model state
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
def _escribir(objeto, path):
    provisorio = path.with_name("~" + path.name)
    torch.save(objeto, provisorio)
    os.replace(provisorio, path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    # solo interesa lo que se entrena
    entrenables = {nombre: tensor for nombre, tensor in model.state_dict().items() if tensor.requires_grad}
    _escribir(
        {
            "epoch": epoch,
            "val_loss": val_loss,
            "pesos": entrenables,
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
        if mode not in ("min", "max"):
            raise ValueError(f"mode must be min or max, not {mode}")
        if patience < 1:
            raise ValueError("patience must be at least 1")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best = None
        self.bad_epochs = 0

    def _improved(self, value):
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        if self.mode == "min":
            return value < self.best - self.min_delta
        return value > self.best + self.min_delta

    def step(self, value):
        if self._improved(value):
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


# %%
def run_epoch(model, loader, criterion, device, optimizer=None):
    """One pass; trains when an optimizer is given. Mean loss per sample."""
    training = optimizer is not None
    model.train(training)
    total = 0.0
    with torch.set_grad_enabled(training):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * x.size(0)
    return total / len(loader.dataset)


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
    directory.mkdir(parents=True, exist_ok=True)
    found_in = model.training
    progress_file = directory / "progress.pt"
    progress = {
        "train_loss": [],
        "val_loss": [],
        "best_epoch": None,
        "best_val_loss": None,
        "best_weights": None,
        "bad_epochs": 0,
    }
    if resume and progress_file.exists() and (directory / "last.pt").exists():
        progress = torch.load(progress_file, map_location=device, weights_only=True)
        model.load_state_dict(progress.pop("weights"))
        optimizer.load_state_dict(progress.pop("optim_state"))
    else:
        for name in ("last.pt", "best.pt", "progress.pt"):
            (directory / name).unlink(missing_ok=True)
    checkpointer = Checkpointer(directory)

    while len(progress["val_loss"]) < max_epochs and progress["bad_epochs"] < patience:
        epoch = len(progress["val_loss"]) + 1
        progress["train_loss"].append(run_epoch(model, train_loader, criterion, device, optimizer))
        val_loss = run_epoch(model, val_loader, criterion, device)
        progress["val_loss"].append(val_loss)
        best = progress["best_val_loss"]
        if not math.isnan(val_loss) and (best is None or val_loss < best):
            progress["best_epoch"], progress["best_val_loss"] = epoch, val_loss
            progress["best_weights"] = copy.deepcopy(model.state_dict())
            progress["bad_epochs"] = 0
        else:
            progress["bad_epochs"] += 1
        checkpointer.update(model, optimizer, epoch=epoch, val_loss=val_loss)
        _escribir(
            {**progress, "weights": model.state_dict(), "optim_state": optimizer.state_dict()}, progress_file
        )

    if progress["best_weights"] is not None:
        model.load_state_dict(progress["best_weights"])
    model.train(found_in)
    return {
        "train_loss": progress["train_loss"],
        "val_loss": progress["val_loss"],
        "best_epoch": progress["best_epoch"],
        "stopped_early": progress["bad_epochs"] >= patience,
    }
