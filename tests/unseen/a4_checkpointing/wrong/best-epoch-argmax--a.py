# exercise: fit
"""Cada epoch deja su propio archivo (epoch_0001.pt, …); last.pt y best.pt son copias."""
import itertools
import math
import re
import shutil
from pathlib import Path
from typing import Callable, Dict, Iterator, List, Optional, Tuple

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def _publicar(origen: Path, destino: Path) -> None:
    tmp = destino.with_name(destino.name + ".new")
    shutil.copy(origen, tmp)
    tmp.replace(destino)


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    tmp = Path(f"{path}.new")
    state: Dict = {"epoch": epoch, "val_loss": val_loss, "model": model.state_dict(), "optimizer": optimizer.state_dict()}
    torch.save(state, tmp)
    tmp.rename(path)


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optional[Optimizer] = None, *, device: torch.device) -> Dict:
    state = torch.load(path, map_location=device, weights_only=True)
    current = model.state_dict()
    missing = [k for k in current if k not in state["model"]]
    unexpected = [k for k in state["model"] if k not in current]
    if missing or unexpected:
        raise RuntimeError(f"missing {missing}, unexpected {unexpected}")
    for (k, a), b in zip(current.items(), (state["model"][k] for k in current)):
        if a.shape != b.shape:
            raise RuntimeError(f"{k}: {tuple(a.shape)} != {tuple(b.shape)}")
    model.to(device).load_state_dict(state["model"])
    if optimizer is not None:
        optimizer.load_state_dict(state["optimizer"])
    return {"epoch": int(state["epoch"]), "val_loss": float(state["val_loss"])}


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory)
        self.directory.mkdir(exist_ok=True, parents=True)
        self.best_epoch: int = 0
        self.best_val_loss: float = math.nan
        if (p := self.directory / "best.pt").exists():
            state = torch.load(p, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = state["epoch"], state["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        propio = self.directory / f"epoch_{epoch:04d}.pt"
        save_checkpoint(propio, model, optimizer, epoch=epoch, val_loss=val_loss)
        mejor = (not math.isnan(val_loss)) and (math.isnan(self.best_val_loss) or val_loss < self.best_val_loss)
        if mejor:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            _publicar(propio, self.directory / "best.pt")
        _publicar(propio, self.directory / "last.pt")
        return mejor


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        comparar: Dict[str, Callable] = {
            "min": lambda v: v < self.best - min_delta,
            "max": lambda v: v > self.best + min_delta,
        }
        if mode not in comparar:
            raise ValueError(f"mode {mode}")
        if patience < 1:
            raise ValueError(f"patience {patience}")
        self.mejora = comparar[mode]
        self.patience = patience
        self.best: Optional[float] = None
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        self.bad_epochs += 1
        if not math.isnan(value) and (self.best is None or self.mejora(value)):
            self.best = value
            self.bad_epochs = 0
        return self.bad_epochs >= self.patience


def _entrenar(model, loader, criterion, optimizer, device) -> float:
    model.train()
    pares: List[Tuple[float, int]] = []
    for x, y in loader:
        loss = criterion(model(x.to(device)), y.to(device))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        pares.append((loss.item(), x.size(0)))
    return sum(a * b for a, b in pares) / sum(b for _, b in pares)


@torch.inference_mode()
def _validar(model, loader, criterion, device) -> float:
    model.eval()
    pares = [(criterion(model(x.to(device)), y.to(device)).item(), x.size(0)) for x, y in loader]
    return sum(a * b for a, b in pares) / sum(b for _, b in pares)


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    estado = directory / "curvas.csv"
    viejo = resume and (directory / "last.pt").exists()
    if not viejo:
        for p in directory.iterdir():
            if p.name in ("last.pt", "best.pt", "curvas.csv"):
                p.unlink()
    tabla = []
    if viejo:
        e = load_checkpoint(directory / "last.pt", model, optimizer, device=device)["epoch"]
        tabla = [tuple(float.fromhex(c) if c != "nan" else math.nan for c in fila.split(",")) for fila in estado.read_text().split()][:e]

    def val_de(i):
        return tabla[i][1]

    def mejor():
        candidatos = [i for i in range(len(tabla)) if not math.isnan(val_de(i))]
        return max(candidatos, key=val_de) + 1 if candidatos else None

    def cansado():
        return len(tabla) - (mejor() or 0) >= patience

    def promedio(loader, paso):
        total = n = 0
        for x, y in loader:
            total += paso(x.to(device), y.to(device)) * len(x)
            n += len(x)
        return total / n

    def entrenar(x, y):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    def mirar(x, y):
        with torch.no_grad():
            return criterion(model(x), y).item()

    while not cansado() and len(tabla) < max_epochs:
        fila = []
        for modo, loader, paso in ((True, train_loader, entrenar), (False, val_loader, mirar)):
            model.train(modo)
            fila.append(promedio(loader, paso))
        tabla.append(tuple(fila))
        aparte = directory / "curvas.tmp"
        aparte.write_text("\n".join(",".join("nan" if math.isnan(c) else float(c).hex() for c in f) for f in tabla))
        aparte.replace(estado)
        for nombre in ["best.pt", "last.pt"] if mejor() == len(tabla) else ["last.pt"]:
            save_checkpoint(directory / nombre, model, optimizer, epoch=len(tabla), val_loss=tabla[-1][1])
    if mejor() is not None:
        load_checkpoint(directory / "best.pt", model, device=device)
    return {"train_loss": [a for a, _ in tabla], "val_loss": [b for _, b in tabla], "best_epoch": mejor(), "stopped_early": cansado()}
