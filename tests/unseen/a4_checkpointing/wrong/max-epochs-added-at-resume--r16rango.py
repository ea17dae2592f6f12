# exercise: fit
# mistake: on resuming it runs max_epochs more epochs, counted from the saved one, instead of reaching max_epochs in total
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


def save_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float
) -> None:
    datos = {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "pesos": model.state_dict(),
        "optimizador": optimizer.state_dict(),
    }
    # primero a un archivo provisorio y al final le cambio el nombre
    provisorio = path.with_name(path.name + ".tmp")
    torch.save(datos, provisorio)
    os.replace(provisorio, path)


def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    if not path.exists():
        raise FileNotFoundError(f"no existe el checkpoint {path}")
    datos = torch.load(path, map_location="cpu", weights_only=True)

    # reviso todo antes de tocar la red
    guardado = datos["pesos"]
    actual = model.state_dict()
    if set(guardado) != set(actual):
        raise ValueError("el checkpoint no es de esta red: sobran o faltan tensores")
    for nombre in actual:
        if guardado[nombre].shape != actual[nombre].shape:
            raise ValueError(f"{nombre} tiene otra forma")

    model.to(device)
    model.load_state_dict(guardado)
    if optimizer is not None:
        optimizer.load_state_dict(datos["optimizador"])
    return {"epoch": int(datos["epoch"]), "val_loss": float(datos["val_loss"])}


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


@dataclass
class EarlyStopping:
    patience: int
    min_delta: float = 0.0
    mode: str = "min"
    best: float | None = field(default=None, init=False)
    bad_epochs: int = field(default=0, init=False)

    def __post_init__(self):
        if self.mode not in ("min", "max"):
            raise ValueError(f"mode: {self.mode}")
        if self.patience < 1:
            raise ValueError(f"patience: {self.patience}")

    def step(self, value: float) -> bool:
        self.bad_epochs += 1
        if not math.isnan(value) and (self.best is None or self._gain(value) > self.min_delta):
            self.best = value
            self.bad_epochs = 0
        return self.bad_epochs >= self.patience

    def _gain(self, value: float) -> float:
        return self.best - value if self.mode == "min" else value - self.best


def run_train(model, loader, criterion, optimizer, device):
    model.train()
    losses, sizes = [], []
    for xb, yb in loader:
        xb, yb = xb.to(device), yb.to(device)
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        sizes.append(len(xb))
    return sum(l * n for l, n in zip(losses, sizes)) / sum(sizes)


@torch.no_grad()
def run_val(model, loader, criterion, device):
    model.eval()
    losses, sizes = [], []
    for xb, yb in loader:
        xb, yb = xb.to(device), yb.to(device)
        losses.append(criterion(model(xb), yb).item())
        sizes.append(len(xb))
    return sum(l * n for l, n in zip(losses, sizes)) / sum(sizes)


def save_last(path, model, optimizer, extra, *, epoch, val_loss):
    # the checkpoint of always, plus what resuming needs, all in one file
    draft = path.with_name("last_draft.pt")
    save_checkpoint(draft, model, optimizer, epoch=epoch, val_loss=val_loss)
    content = torch.load(draft, map_location="cpu", weights_only=True)
    content["run"] = extra
    torch.save(content, draft)
    os.replace(draft, path)


def fit(model, train_loader, val_loader, criterion, optimizer, *,
        max_epochs, patience, directory, device, resume=False):
    directory.mkdir(parents=True, exist_ok=True)
    last_path, best_path = directory / "last.pt", directory / "best.pt"

    run = {
        "train_loss": [], "val_loss": [],
        "best_epoch": None, "best_loss": None, "best_weights": None,
        "waited": 0,
    }
    if resume and last_path.exists():
        load_checkpoint(last_path, model, optimizer, device=device)
        run = torch.load(last_path, map_location="cpu", weights_only=True)["run"]
    else:
        last_path.unlink(missing_ok=True)
        best_path.unlink(missing_ok=True)

    optimizer.zero_grad()
    first_epoch = len(run["val_loss"]) + 1
    for i in range(max_epochs):
        epoch = first_epoch + i
        if run["waited"] >= patience:
            break
        run["train_loss"].append(run_train(model, train_loader, criterion, optimizer, device))
        val_loss = run_val(model, val_loader, criterion, device)
        run["val_loss"].append(val_loss)

        improved = not math.isnan(val_loss) and (
            run["best_epoch"] is None or val_loss < run["best_loss"]
        )
        if improved:
            run["best_epoch"], run["best_loss"], run["waited"] = epoch, val_loss, 0
            run["best_weights"] = copy.deepcopy(model.state_dict())
            save_checkpoint(best_path, model, optimizer, epoch=epoch, val_loss=val_loss)
        else:
            run["waited"] += 1
        save_last(last_path, model, optimizer, run, epoch=epoch, val_loss=val_loss)

    if run["best_weights"] is not None:
        model.load_state_dict(run["best_weights"])
    return {
        "train_loss": run["train_loss"],
        "val_loss": run["val_loss"],
        "best_epoch": run["best_epoch"],
        "stopped_early": run["waited"] >= patience,
    }
