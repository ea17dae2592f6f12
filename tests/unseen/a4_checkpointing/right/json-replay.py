# %%
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
def save_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float
) -> None:
    temporal = path.parent / f".{path.name}.tmp"
    torch.save(
        {
            "epoch": int(epoch),
            "val_loss": float(val_loss),
            "model_state_dict": model.state_dict(),
            "optimizer_state_dict": optimizer.state_dict(),
        },
        temporal,
    )
    os.replace(temporal, path)


# %%
def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    if not path.exists():
        raise FileNotFoundError(path)
    checkpoint = torch.load(path, map_location=device, weights_only=True)
    nuevo = checkpoint["model_state_dict"]
    actual = model.state_dict()
    if set(nuevo) != set(actual):
        raise KeyError(f"tensores que no coinciden: {sorted(set(nuevo) ^ set(actual))}")
    for nombre, tensor in nuevo.items():
        if tensor.shape != actual[nombre].shape:
            raise ValueError(f"{nombre}: {tuple(tensor.shape)} contra {tuple(actual[nombre].shape)}")
    model.load_state_dict(nuevo)
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer_state_dict"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %%
class Checkpointer:
    """Guarda el último checkpoint y el mejor."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch: int | None = None
        self.best_val_loss: float | None = None
        if self.best_path.exists():
            guardado = torch.load(self.best_path, map_location="cpu", weights_only=True)
            self.best_epoch = guardado["epoch"]
            self.best_val_loss = guardado["val_loss"]

    @property
    def best_path(self) -> Path:
        return self.directory / "best.pt"

    @property
    def last_path(self) -> Path:
        return self.directory / "last.pt"

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        es_mejor = not math.isnan(val_loss) and (
            self.best_val_loss is None or val_loss < self.best_val_loss
        )
        if es_mejor:
            save_checkpoint(self.best_path, model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save_checkpoint(self.last_path, model, optimizer, epoch=epoch, val_loss=val_loss)
        return es_mejor


# %%
class EarlyStopping:
    """Dice cuándo parar, según un valor que se mira una vez por epoch."""

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode not in {"min", "max"}:
            raise ValueError(f"mode desconocido: {mode!r}")
        if patience < 1:
            raise ValueError("patience debe ser 1 o más")
        self.patience = patience
        self.min_delta = min_delta
        self.signo = 1.0 if mode == "min" else -1.0
        self.best: float | None = None
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        if math.isnan(value):
            mejora = False
        elif self.best is None:
            mejora = True
        else:
            # con el signo, el modo "max" se vuelve "min"
            mejora = self.signo * self.best - self.signo * value > self.min_delta
        if mejora:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


# %%
def _train_one_epoch(model, loader, criterion, optimizer, device) -> float:
    model.train()
    suma = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        suma += loss.item() * inputs.shape[0]
    return suma / len(loader.dataset)


@torch.no_grad()
def _evaluate(model, loader, criterion, device) -> float:
    model.eval()
    suma = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        suma += criterion(model(inputs), targets).item() * inputs.shape[0]
    return suma / len(loader.dataset)


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
    modo_inicial = model.training
    directory.mkdir(parents=True, exist_ok=True)
    last, best, bitacora = directory / "last.pt", directory / "best.pt", directory / "history.json"

    if resume and last.exists():
        hechos = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        history = json.loads(bitacora.read_text())
        # la bitácora se escribe antes que last.pt: puede ir un epoch adelante
        history = {clave: curva[:hechos] for clave, curva in history.items()}
    else:
        for viejo in (last, best, bitacora):
            viejo.unlink(missing_ok=True)
        hechos = 0
        history = {"train_loss": [], "val_loss": []}

    checkpointer = Checkpointer(directory)
    stopping = EarlyStopping(patience)
    parar = False
    for val_loss in history["val_loss"]:
        parar = stopping.step(val_loss)

    epoch = hechos
    while epoch < max_epochs and not parar:
        epoch += 1
        history["train_loss"].append(_train_one_epoch(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(_evaluate(model, val_loader, criterion, device))
        borrador = directory / "history.json.tmp"
        borrador.write_text(json.dumps(history))
        os.replace(borrador, bitacora)
        checkpointer.update(model, optimizer, epoch=epoch, val_loss=history["val_loss"][-1])
        parar = stopping.step(history["val_loss"][-1])

    best_epoch = checkpointer.best_epoch
    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    model.train(modo_inicial)
    return {**history, "best_epoch": best_epoch, "stopped_early": parar}
