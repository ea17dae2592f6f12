# exercise: EarlyStopping
import copy
from collections import deque
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


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    datos = {"epoch": epoch, "val_loss": val_loss, "model": model.state_dict(), "optimizer": optimizer.state_dict()}
    # formato antiguo: un solo pickle, no un zip
    nuevo = Path(path).with_name("nuevo_" + Path(path).name)
    with nuevo.open("wb") as archivo:
        torch.save(datos, archivo, _use_new_zipfile_serialization=False)
        archivo.flush()
        os.fsync(archivo.fileno())
    nuevo.replace(path)


def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    """Deja la red y el optimizador como estaban cuando se guardó el checkpoint."""
    checkpoint = torch.load(path, map_location=device, weights_only=True)
    # antes de tocar nada reviso que calce
    actual = model.state_dict()
    guardado = checkpoint["model"]
    if actual.keys() != guardado.keys():
        raise ValueError("el checkpoint es de otra red")
    for nombre in actual:
        if actual[nombre].shape != guardado[nombre].shape:
            raise ValueError(f"{nombre} tiene otra forma")
    model.load_state_dict(guardado)
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


class Checkpointer:
    """Guarda el último checkpoint y el mejor."""

    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = math.inf
        best = self.directory / "best.pt"
        if best.exists():
            checkpoint = torch.load(best, map_location="cpu", weights_only=True)
            self.best_epoch = checkpoint["epoch"]
            self.best_val_loss = checkpoint["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        is_best = not math.isnan(val_loss) and (self.best_epoch is None or val_loss < self.best_val_loss)
        if is_best:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch = epoch
            self.best_val_loss = val_loss
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


class EarlyStopping:
    """Mira las últimas `patience` llamadas: si ninguna fue mejora, hay que parar."""

    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("patience")
        if mode not in ("min", "max"):
            raise ValueError("mode")
        self.ultimas = deque(maxlen=patience + 1)
        self.min_delta = min_delta
        self.mejor_que = (lambda a, b: a < b - min_delta) if mode == "min" else (lambda a, b: a > b + min_delta)
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        mejora = not math.isnan(value) and (self.best is None or self.mejor_que(value, self.best))
        self.ultimas.append(mejora)
        if mejora:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return len(self.ultimas) == self.ultimas.maxlen and not any(self.ultimas)


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
    """Entrena, valida, guarda, se detiene a tiempo y puede continuar."""
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best, estado = directory / "last.pt", directory / "best.pt", directory / "history.json"

    train_losses, val_losses = [], []
    if resume and last.exists():
        info = load_checkpoint(last, model, optimizer, device=device)
        datos = json.loads(estado.read_text())
        train_losses = datos["train_loss"][: info["epoch"]]
        val_losses = datos["val_loss"][: info["epoch"]]
    else:
        for archivo in (last, best, estado):
            archivo.unlink(missing_ok=True)

    stopper = EarlyStopping(patience)
    best_epoch = None
    stopped_early = False
    for i, v in enumerate(val_losses, start=1):
        stopped_early = stopper.step(v)
        if stopper.bad_epochs == 0:
            best_epoch = i

    epoch = len(val_losses)
    while epoch < max_epochs and not stopped_early:
        epoch += 1
        model.train()
        total, n = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            n += len(inputs)
        train_losses.append(total / n)

        model.eval()
        total, n = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                total += criterion(model(inputs), targets).item() * len(inputs)
                n += len(inputs)
        val_loss = total / n
        val_losses.append(val_loss)

        stopped_early = stopper.step(val_loss)
        # primero la historia, después el checkpoint: last.pt nunca va adelante
        temporal = directory / "history.json.tmp"
        temporal.write_text(json.dumps({"train_loss": train_losses, "val_loss": val_losses}))
        os.replace(temporal, estado)
        if stopper.bad_epochs == 0:
            best_epoch = epoch
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(last, model, optimizer, epoch=epoch, val_loss=val_loss)

    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": train_losses,
        "val_loss": val_losses,
        "best_epoch": best_epoch,
        "stopped_early": stopped_early,
    }
