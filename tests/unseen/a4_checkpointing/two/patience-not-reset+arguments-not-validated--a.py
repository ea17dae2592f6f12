# exercise: EarlyStopping
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
        self.mejora = comparar[mode]
        self.patience = patience
        self.best: Optional[float] = None
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        if not math.isnan(value) and (self.best is None or self.mejora(value)):
            self.best = value
        else:
            self.bad_epochs += 1
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
    train_loss: List[float] = []
    val_loss: List[float] = []
    hist = directory / "historia.pt"
    if resume and (directory / "last.pt").exists():
        hechos = load_checkpoint(directory / "last.pt", model, optimizer, device=device)["epoch"]
        datos = torch.load(hist, weights_only=True)
        train_loss, val_loss = datos["train"][:hechos].tolist(), datos["val"][:hechos].tolist()
    elif directory.exists():
        for archivo in directory.iterdir():
            if re.fullmatch(r"(epoch_\d+|last|best|historia)\.pt", archivo.name):
                archivo.unlink()
    ck, es = Checkpointer(directory), EarlyStopping(patience)
    ck.best_epoch, ck.best_val_loss = 0, math.nan
    fin = False
    for e, v in enumerate(val_loss, 1):
        fin = es.step(v)
        if es.bad_epochs == 0:
            ck.best_epoch, ck.best_val_loss = e, v
    for e in itertools.takewhile(lambda e: e <= max_epochs and not fin, itertools.count(len(val_loss) + 1)):
        optimizer.zero_grad()
        train_loss.append(_entrenar(model, train_loader, criterion, optimizer, device))
        val_loss.append(_validar(model, val_loader, criterion, device))
        fin = es.step(val_loss[-1])
        torch.save({"train": torch.tensor(train_loss, dtype=torch.float64), "val": torch.tensor(val_loss, dtype=torch.float64)}, str(hist) + ".new")
        Path(str(hist) + ".new").replace(hist)
        ck.update(model, optimizer, epoch=e, val_loss=val_loss[-1])
    if ck.best_epoch > 0:
        load_checkpoint(directory / "best.pt", model, device=device)
    return {"train_loss": train_loss, "val_loss": val_loss, "best_epoch": ck.best_epoch or None, "stopped_early": fin}
