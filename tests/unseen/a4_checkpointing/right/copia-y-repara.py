# %%
import math
import os
import shutil
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer


def reemplazar(path, escribir):
    """`escribir(temporal)` y, si terminó, temporal -> path."""
    temporal = path.with_name(path.name + ".tmp")
    escribir(temporal)
    os.replace(temporal, path)


def copiar(origen, destino):
    reemplazar(destino, lambda temporal: shutil.copyfile(origen, temporal))


def guardar(path, model, optimizer, epoch, val_loss, **extra):
    contenido = {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        **extra,
    }
    reemplazar(path, lambda temporal: torch.save(contenido, temporal))


# %%
def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    guardar(path, model, optimizer, epoch, val_loss)


# %%
def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    ckpt = torch.load(path, map_location=device, weights_only=True)

    faltan = set(model.state_dict()) - set(ckpt["model"])
    sobran = set(ckpt["model"]) - set(model.state_dict())
    if faltan or sobran:
        raise ValueError(f"faltan {faltan}, sobran {sobran}")
    for (_, a), b in zip(sorted(model.state_dict().items()),
                         [t for _, t in sorted(ckpt["model"].items())]):
        if a.shape != b.shape:
            raise ValueError(f"{tuple(b.shape)} no cabe en {tuple(a.shape)}")

    model.to(device)
    model.load_state_dict(ckpt["model"])
    if optimizer is not None:
        optimizer.load_state_dict(ckpt["optimizer"])
    return {"epoch": ckpt["epoch"], "val_loss": ckpt["val_loss"]}


# %%
class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.last = directory / "last.pt"
        self.best = directory / "best.pt"
        directory.mkdir(exist_ok=True, parents=True)
        self.best_epoch = None
        self.best_val_loss = None
        if self.best.exists():
            viejo = torch.load(self.best, map_location="cpu", weights_only=True)
            self.best_epoch = viejo["epoch"]
            self.best_val_loss = viejo["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        # el último siempre; si además es el mejor, el mejor es una copia del último
        guardar(self.last, model, optimizer, epoch, val_loss)
        if math.isnan(val_loss):
            return False
        if self.best_val_loss is not None and val_loss >= self.best_val_loss:
            return False
        copiar(self.last, self.best)
        self.best_epoch = epoch
        self.best_val_loss = val_loss
        return True


# %%
class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if patience < 1:
            raise ValueError("patience < 1")
        if mode not in ("min", "max"):
            raise ValueError("mode no es min ni max")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        if math.isnan(value):
            self.bad_epochs += 1
        elif self.best is None:
            self.best, self.bad_epochs = value, 0
        elif self.mode == "min" and self.best - value > self.min_delta:
            self.best, self.bad_epochs = value, 0
        elif self.mode == "max" and value - self.best > self.min_delta:
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


# %%
def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs: int, patience: int,
        directory: Path, device: torch.device, resume: bool = False) -> dict:
    training = model.training
    directory.mkdir(exist_ok=True, parents=True)
    last, best = directory / "last.pt", directory / "best.pt"
    stopping = EarlyStopping(patience)
    history = {"train_loss": [], "val_loss": []}
    best_epoch, epoch = None, 0

    if resume and last.exists():
        ckpt = torch.load(last, map_location=device, weights_only=True)
        model.load_state_dict(ckpt["model"])
        optimizer.load_state_dict(ckpt["optimizer"])
        history, best_epoch, epoch = ckpt["history"], ckpt["best_epoch"], ckpt["epoch"]
        stopping.best, stopping.bad_epochs = ckpt["stopping"]
        if best_epoch == epoch:
            # quizás se cortó justo antes de copiarlo; copiarlo otra vez no hace daño
            copiar(last, best)
    else:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)

    stop = stopping.bad_epochs >= patience
    while epoch < max_epochs and not stop:
        epoch += 1
        for loader, curve in ((train_loader, "train_loss"), (val_loader, "val_loss")):
            learning = curve == "train_loss"
            model.train() if learning else model.eval()
            total = torch.zeros((), dtype=torch.float64)
            with torch.set_grad_enabled(learning):
                for inputs, targets in loader:
                    inputs, targets = inputs.to(device), targets.to(device)
                    loss = criterion(model(inputs), targets)
                    if learning:
                        optimizer.zero_grad()
                        loss.backward()
                        optimizer.step()
                    total += loss.item() * inputs.shape[0]
            history[curve].append(total.item() / len(loader.dataset))

        val_loss = history["val_loss"][-1]
        stop = stopping.step(val_loss)
        if stopping.bad_epochs == 0:
            best_epoch = epoch
        guardar(last, model, optimizer, epoch, val_loss, history=history, best_epoch=best_epoch,
                stopping=[stopping.best, stopping.bad_epochs])
        if best_epoch == epoch:
            copiar(last, best)

    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    model.train(training)
    return {**history, "best_epoch": best_epoch, "stopped_early": stop}
