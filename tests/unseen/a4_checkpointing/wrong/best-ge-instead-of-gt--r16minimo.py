# exercise: Checkpointer
# mistake: calls an epoch the best when its loss equals the minimum of all seen, so a tie replaces the first best
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
    borrador = Path(str(path) + ".incompleto")
    with open(borrador, "wb") as archivo:
        torch.save(
            dict(
                epoch=int(epoch),
                val_loss=float(val_loss),
                red=model.state_dict(),
                opt=optimizer.state_dict(),
            ),
            archivo,
        )
        archivo.flush()
        os.fsync(archivo.fileno())
    borrador.replace(path)


def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    if not Path(path).is_file():
        raise FileNotFoundError(path)
    foto = torch.load(path, map_location="cpu", weights_only=True)
    respaldo = copy.deepcopy(model.state_dict())
    try:
        model.load_state_dict(foto["red"])
    except Exception:
        model.load_state_dict(respaldo)  # deshacer lo que alcanzó a copiar
        raise
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(foto["opt"])
    return dict(epoch=int(foto["epoch"]), val_loss=float(foto["val_loss"]))


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        directory.mkdir(exist_ok=True, parents=True)
        self.carpeta = directory
        self.vistos = []  # todos los val_loss hasta ahora
        self.best_epoch = None
        self.best_val_loss = None
        anterior = directory / "best.pt"
        if anterior.exists():
            datos = torch.load(anterior, weights_only=True, map_location="cpu")
            self.best_epoch = datos["epoch"]
            self.best_val_loss = datos["val_loss"]
            self.vistos.append(datos["val_loss"])

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        save_checkpoint(self.carpeta / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        if math.isnan(val_loss):
            return False
        self.vistos.append(float(val_loss))
        if val_loss == min(self.vistos):
            save_checkpoint(self.carpeta / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch = epoch
            self.best_val_loss = float(val_loss)
            return True
        return False


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        comparaciones = {
            "min": lambda nuevo, viejo: nuevo < viejo - min_delta,
            "max": lambda nuevo, viejo: nuevo > viejo + min_delta,
        }
        if mode not in comparaciones or patience < 1:
            raise ValueError(f"mode={mode!r}, patience={patience!r}")
        self.mejora = comparaciones[mode]
        self.patience = patience
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        valido = not np.isnan(value)
        if valido and (self.best is None or self.mejora(value, self.best)):
            self.best = value
            self.bad_epochs = 0
            return False
        self.bad_epochs = self.bad_epochs + 1
        return self.bad_epochs >= self.patience


def _mejor_epoch(val_loss):
    """El primer epoch de menor loss (desde 1), sin contar los NaN; None si no hay."""
    valores = np.asarray(val_loss, dtype=float)
    if valores.size == 0 or np.isnan(valores).all():
        return None
    return int(np.nanargmin(valores)) + 1


def _esperados(val_loss):
    # epochs que van desde el mejor
    return len(val_loss) - (_mejor_epoch(val_loss) or 0)


def _un_recorrido(model, loader, criterion, device, paso):
    losses, n = [], []
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = criterion(model(x), y)
        paso(loss)
        losses.append(loss.item())
        n.append(x.shape[0])
    return float(np.average(losses, weights=n))


def _guardar_curvas(ruta, train_loss, val_loss):
    nueva = ruta.with_name("nueva_" + ruta.name)
    with open(nueva, "wb") as f:
        np.savez(f, train_loss=np.array(train_loss), val_loss=np.array(val_loss))
    os.replace(nueva, ruta)


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience,
        directory, device, resume=False):
    directory.mkdir(parents=True, exist_ok=True)
    last, best, curvas = directory / "last.pt", directory / "best.pt", directory / "curvas.npz"

    def actualizar(loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    train_loss, val_loss = [], []
    if resume and last.exists():
        n = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        with np.load(curvas) as archivo:
            train_loss = archivo["train_loss"][:n].tolist()
            val_loss = archivo["val_loss"][:n].tolist()
    else:
        for p in (last, best, curvas):
            if p.exists():
                p.unlink()

    while len(val_loss) < max_epochs and _esperados(val_loss) < patience:
        model.train()
        train_loss.append(_un_recorrido(model, train_loader, criterion, device, actualizar))
        model.eval()
        with torch.no_grad():
            val_loss.append(_un_recorrido(model, val_loader, criterion, device, lambda loss: None))
        _guardar_curvas(curvas, train_loss, val_loss)
        epoch = len(val_loss)
        if _mejor_epoch(val_loss) == epoch:
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=val_loss[-1])
        save_checkpoint(last, model, optimizer, epoch=epoch, val_loss=val_loss[-1])

    best_epoch = _mejor_epoch(val_loss)
    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": train_loss,
        "val_loss": val_loss,
        "best_epoch": best_epoch,
        "stopped_early": _esperados(val_loss) >= patience,
    }
