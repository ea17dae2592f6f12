# exercise: fit
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


def save_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float
) -> None:
    """Guarda en un solo archivo todo lo que hace falta para volver a este punto."""
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    temporal = Path(str(path) + ".tmp")
    torch.save(checkpoint, temporal)
    os.replace(temporal, path)


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
    """Dice cuándo parar."""

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode not in ("min", "max"):
            raise ValueError("mode debe ser 'min' o 'max'")
        if patience < 1:
            raise ValueError("patience debe ser al menos 1")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        if math.isnan(value):
            improved = False
        elif self.best is None:
            improved = True
        elif self.mode == "min":
            improved = value < self.best - self.min_delta
        else:
            improved = value > self.best + self.min_delta
        if improved:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    historia = {"train_loss": [], "val_loss": []}
    mejor_modelo, mejor_epoch, mejor_loss, sin_mejora = None, None, None, 0
    if resume and (directory / "last.pt").exists():
        load_checkpoint(directory / "last.pt", model, optimizer, device=device)
        blob = torch.load(directory / "last.pt", map_location="cpu", weights_only=True)
        historia, sin_mejora = blob["historia"], blob["sin_mejora"]
        if (directory / "best.pt").exists() and blob["mejor_epoch"] is not None:
            mejor_epoch, mejor_loss = blob["mejor_epoch"], blob["mejor_loss"]
            mejor_modelo = copy.deepcopy(model)
            load_checkpoint(directory / "best.pt", mejor_modelo, device=device)
    else:
        directory.mkdir(parents=True, exist_ok=True)
        [p.unlink() for p in directory.glob("*.pt")]

    for epoch in range(len(historia["val_loss"]) + 1, max_epochs + 1):
        if sin_mejora >= patience:
            break
        model.train()
        acumulado = muestras = 0
        for x, t in train_loader:
            x, t = x.to(device), t.to(device)
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(x), t)
            loss.backward()
            optimizer.step()
            acumulado += loss.item() * x.size(0)
            muestras += x.size(0)
        historia["train_loss"].append(acumulado / muestras)

        model.eval()
        with torch.no_grad():
            salidas = torch.cat([model(x.to(device)) for x, _ in val_loader])
            objetivos = torch.cat([t.to(device) for _, t in val_loader])
            val_loss = criterion(salidas, objetivos).item()
        mejoro = val_loss == val_loss and (mejor_loss is None or val_loss < mejor_loss)
        if mejoro:
            mejor_loss, mejor_epoch, sin_mejora = val_loss, epoch, 0
            mejor_modelo = copy.deepcopy(model)
            save_checkpoint(directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        else:
            sin_mejora += 1
            if sin_mejora >= patience:
                break
        historia["val_loss"].append(val_loss)
        provisorio = directory / "last.pt.escribiendo"
        torch.save(dict(epoch=epoch, val_loss=val_loss, model=model.state_dict(), optimizer=optimizer.state_dict(),
                        historia=historia, sin_mejora=sin_mejora, mejor_epoch=mejor_epoch, mejor_loss=mejor_loss), provisorio)
        os.replace(provisorio, directory / "last.pt")

    if mejor_modelo is not None:
        model.load_state_dict(mejor_modelo.state_dict())
    return {**historia, "best_epoch": mejor_epoch, "stopped_early": sin_mejora >= patience}
