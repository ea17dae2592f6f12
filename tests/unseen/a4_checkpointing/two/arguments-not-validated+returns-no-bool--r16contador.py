# exercise: EarlyStopping
# mistake: nothing is checked (any mode that is not max means min, any patience goes) and step returns the number of bad epochs instead of a bool
import copy
import json
import math
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


def _atomic_save(payload: dict, path: Path) -> None:
    """Write to a temporary sibling and rename: readers never see half a file."""
    handle, name = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
    os.close(handle)
    try:
        torch.save(payload, name)
        os.replace(name, path)
    except BaseException:
        if os.path.exists(name):
            os.unlink(name)
        raise


def _require_same_layout(found: dict, expected: dict) -> None:
    missing = expected.keys() - found.keys()
    unexpected = found.keys() - expected.keys()
    if missing or unexpected:
        raise RuntimeError(f"missing: {sorted(missing)}, unexpected: {sorted(unexpected)}")
    wrong = [k for k, v in expected.items() if v.shape != found[k].shape]
    if wrong:
        raise RuntimeError(f"shape mismatch: {wrong}")


def save_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float
) -> None:
    _atomic_save(
        {
            "epoch": int(epoch),
            "val_loss": float(val_loss),
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
        },
        path,
    )


def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    payload = torch.load(path, map_location="cpu", weights_only=True)
    _require_same_layout(payload["model"], model.state_dict())
    model.to(device).load_state_dict(payload["model"])
    if optimizer is not None:
        optimizer.load_state_dict(payload["optimizer"])
    return {"epoch": int(payload["epoch"]), "val_loss": float(payload["val_loss"])}


class Checkpointer:
    """Keeps `last.pt` and `best.pt` of one run."""

    LAST, BEST = "last.pt", "best.pt"

    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory)
        os.makedirs(self.directory, exist_ok=True)
        self.best_epoch: int | None = None
        self.best_val_loss: float | None = None
        self._recall()

    def _recall(self) -> None:
        try:
            kept = torch.load(self.directory / self.BEST, map_location="cpu", weights_only=True)
        except FileNotFoundError:
            return
        self.best_epoch, self.best_val_loss = int(kept["epoch"]), float(kept["val_loss"])

    def _beats_best(self, val_loss: float) -> bool:
        if val_loss != val_loss:
            return False
        return self.best_epoch is None or val_loss < self.best_val_loss

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        improved = self._beats_best(val_loss)
        names = [self.BEST, self.LAST] if improved else [self.LAST]
        for name in names:
            save_checkpoint(self.directory / name, model, optimizer, epoch=epoch, val_loss=val_loss)
        if improved:
            self.best_epoch, self.best_val_loss = epoch, float(val_loss)
        return improved


class EarlyStopping:
    """Counts the epochs since the last improvement."""

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        self.patience = max(patience, 1)
        self.min_delta = min_delta
        self.maximize = mode == "max"
        self.best: float | None = None
        self.bad_epochs = 0

    @property
    def exhausted(self) -> bool:
        return self.bad_epochs >= self.patience

    def step(self, value: float) -> int:
        if self._better(value):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs

    def _better(self, value: float) -> bool:
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        if self.maximize:
            return value > self.best + self.min_delta
        return value < self.best - self.min_delta


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
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=val_loss)
        else:
            sin_mejora += 1
        save_checkpoint(last, model, optimizer, epoch=epoch, val_loss=val_loss)
        epoch += 1

    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": train_losses,
        "val_loss": val_losses,
        "best_epoch": best_epoch,
        "stopped_early": sin_mejora >= patience,
    }
