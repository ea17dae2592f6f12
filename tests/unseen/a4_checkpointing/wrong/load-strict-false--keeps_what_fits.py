# exercise: load_checkpoint
# mistake: the transfer-learning recipe keeps only the tensors whose name and shape fit and loads those, so a checkpoint of another network is loaded in part without an error.
import json
import math
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

import torch
from torch import nn


@contextmanager
def _atomic(path):
    """A temporary name to write to; it becomes path only if the block ends well."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    os.close(handle)
    try:
        yield name
        os.replace(name, path)
    finally:
        if os.path.exists(name):
            os.unlink(name)


def save_checkpoint(path: Path, model, optimizer, *, epoch: int, val_loss: float) -> None:
    with _atomic(Path(path)) as name:
        torch.save(
            dict(
                epoch=int(epoch),
                val_loss=float(val_loss),
                model=model.state_dict(),
                optimizer=optimizer.state_dict(),
            ),
            name,
        )


def load_checkpoint(path, model, optimizer=None, *, device):
    ckpt = torch.load(path, map_location=device, weights_only=True)
    model.to(device)

    state = model.state_dict()
    state.update({
        name: tensor
        for name, tensor in ckpt["model"].items()
        if name in state and tensor.shape == state[name].shape
    })
    model.load_state_dict(state)

    if optimizer is not None:
        optimizer.load_state_dict(ckpt["optimizer"])
    return {"epoch": int(ckpt["epoch"]), "val_loss": float(ckpt["val_loss"])}


class Checkpointer:
    def __init__(self, directory):
        self.directory = directory
        self.directory.mkdir(parents=True, exist_ok=True)
        self.last = directory / "last.pt"
        self.best = directory / "best.pt"
        self.best_epoch = None
        self.best_val_loss = None
        if self.best.exists():
            anterior = torch.load(self.best, map_location="cpu", weights_only=True)
            self.best_epoch = anterior["epoch"]
            self.best_val_loss = anterior["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        if math.isnan(val_loss):
            mejor = False
        elif self.best_val_loss is None:
            mejor = True
        else:
            mejor = val_loss < self.best_val_loss
        if mejor:
            save_checkpoint(self.best, model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch = epoch
            self.best_val_loss = val_loss
        save_checkpoint(self.last, model, optimizer, epoch=epoch, val_loss=val_loss)
        return mejor


class EarlyStopping:
    _SIGN = {"min": -1.0, "max": 1.0}

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if patience < 1 or mode not in self._SIGN:
            raise ValueError(f"bad arguments: patience={patience!r}, mode={mode!r}")
        self.patience, self.min_delta, self.sign = patience, min_delta, self._SIGN[mode]
        self.best, self.bad_epochs = None, 0

    def step(self, value: float) -> bool:
        self.bad_epochs += 1
        is_number = value == value
        if is_number and (self.best is None or self.sign * (value - self.best) > self.min_delta):
            self.best, self.bad_epochs = value, 0
        return self.bad_epochs >= self.patience


def _entrenar(model, loader, criterion, optimizer, device):
    model.train()
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


def _validar(model, loader, criterion, device):
    model.eval()
    suma, n = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            suma += criterion(model(inputs), targets).item() * len(inputs)
            n += len(inputs)
    return suma / n


def fit(
    model, train_loader, val_loader, criterion, optimizer, *,
    max_epochs, patience, directory, device, resume=False,
):
    directory.mkdir(parents=True, exist_ok=True)
    last, best, archivo = directory / "last.pt", directory / "best.pt", directory / "historia.json"
    historia = {"train_loss": [], "val_loss": []}
    if resume and last.exists() and archivo.exists():
        hechos = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        guardada = json.loads(archivo.read_text())
        historia = {nombre: valores[:hechos] for nombre, valores in guardada.items()}
    else:
        for viejo in (last, best, archivo):
            viejo.unlink(missing_ok=True)

    checkpointer = Checkpointer(directory)
    stopping = EarlyStopping(patience)
    parar, best_epoch = False, None
    for epoch, valor in enumerate(historia["val_loss"], start=1):
        parar = stopping.step(valor)
        if stopping.bad_epochs == 0:
            best_epoch = epoch

    while len(historia["val_loss"]) < max_epochs and not parar:
        epoch = len(historia["val_loss"]) + 1
        historia["train_loss"].append(_entrenar(model, train_loader, criterion, optimizer, device))
        historia["val_loss"].append(_validar(model, val_loader, criterion, device))
        nuevo = directory / "historia.json.tmp"
        nuevo.write_text(json.dumps(historia))
        os.replace(nuevo, archivo)
        checkpointer.update(model, optimizer, epoch=epoch, val_loss=historia["val_loss"][-1])
        parar = stopping.step(historia["val_loss"][-1])
        if stopping.bad_epochs == 0:
            best_epoch = epoch

    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {**historia, "best_epoch": best_epoch, "stopped_early": parar}
