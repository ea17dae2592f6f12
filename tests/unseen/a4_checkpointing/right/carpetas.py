"""Tarea 4. best.pt es un enlace duro a lo que en ese momento era last.pt (o una copia, si el disco no los permite)."""
import contextlib
import json
import math
import os
import pickle
import warnings
from pathlib import Path

import torch

warnings.filterwarnings("ignore", module="torch.serialization")


def _publicar(origen: Path, destino: Path) -> None:
    """destino pasa a ser origen en una sola operación; con enlace duro si el disco lo permite."""
    paso = destino.with_suffix(".enlace")
    with contextlib.suppress(FileNotFoundError):
        paso.unlink()
    try:
        os.link(origen, paso)
    except OSError:
        paso.write_bytes(origen.read_bytes())
    os.replace(paso, destino)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _guardar(path, model, optimizer, epoch, val_loss, None)


def _guardar(path, model, optimizer, epoch, val_loss, sesion):
    path = Path(path)
    borrador = path.with_suffix(".borrador")
    with open(borrador, "wb") as f:
        torch.save(
            {
                "epoch": epoch,
                "val_loss": float(val_loss),
                "red": [(k, v) for k, v in model.state_dict().items()],
                "optimizador": optimizer.state_dict(),
                "sesion": json.dumps(sesion),
            },
            f,
        )
    os.replace(borrador, path)


def _abrir(path, device):
    try:
        return torch.load(path, map_location=device, weights_only=True)
    except pickle.UnpicklingError as e:
        raise RuntimeError(f"{path} no es un checkpoint mío") from e


def load_checkpoint(path, model, optimizer=None, *, device):
    if not Path(path).exists():
        raise FileNotFoundError(str(path))
    c = _abrir(path, device)
    mios = model.state_dict()
    assert len(c["red"]) == len(mios), "sobran o faltan tensores"
    for (nombre, guardado), (k, actual) in zip(c["red"], mios.items()):
        assert nombre == k and guardado.shape == actual.shape, f"{nombre} no calza con {k}"
    with torch.no_grad():
        for nombre, guardado in c["red"]:
            mios[nombre].copy_(guardado)           # state_dict comparte memoria con la red
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(c["optimizador"])
    return {"epoch": c["epoch"], "val_loss": c["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.last, self.best = Path(directory) / "last.pt", Path(directory) / "best.pt"
        Path(directory).mkdir(parents=True, exist_ok=True)
        self.best_epoch, self.best_val_loss = None, None
        if self.best.exists():
            c = _abrir(self.best, "cpu")
            self.best_epoch, self.best_val_loss = c["epoch"], c["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        save_checkpoint(self.last, model, optimizer, epoch=epoch, val_loss=val_loss)
        if math.isnan(val_loss) or (self.best_val_loss is not None and val_loss >= self.best_val_loss):
            return False
        _publicar(self.last, self.best)
        self.best_epoch, self.best_val_loss = epoch, val_loss
        return True


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ["min", "max"] or patience < 1:
            raise ValueError(f"patience={patience}, mode={mode}")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best, self.bad_epochs = None, 0

    def _supera(self, value):
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        if self.mode == "min":
            return value < self.best and self.best - value > self.min_delta
        return value > self.best and value - self.best > self.min_delta

    def step(self, value):
        if self._supera(value):
            self.best = value
            self.bad_epochs = 0
            return False
        self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _epoch(model, loader, criterion, device, optimizer=None):
    entrenando = optimizer is not None
    model.train(entrenando)
    total, n = 0.0, 0
    contexto = contextlib.nullcontext() if entrenando else torch.no_grad()
    with contexto:
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            if entrenando:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * y.shape[0]
            n += y.shape[0]
    return total / n


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    s = {"train_loss": [], "val_loss": [], "best_epoch": None, "bad": 0}
    if resume and last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        s = json.loads(_abrir(last, "cpu")["sesion"])
        if s["best_epoch"] == len(s["val_loss"]) and s["best_epoch"] is not None:
            _publicar(last, best)
    else:
        # last primero: sin last no hay nada que continuar
        for f in (last, best):
            f.unlink(missing_ok=True)

    for epoch in range(len(s["val_loss"]) + 1, max_epochs + 1):
        if s["bad"] >= patience:
            break
        s["train_loss"].append(_epoch(model, train_loader, criterion, device, optimizer))
        s["val_loss"].append(_epoch(model, val_loader, criterion, device))
        v = s["val_loss"][-1]
        mejor = not math.isnan(v) and (
            s["best_epoch"] is None or v < s["val_loss"][s["best_epoch"] - 1]
        )
        s["bad"] = 0 if mejor else s["bad"] + 1
        s["best_epoch"] = epoch if mejor else s["best_epoch"]
        _guardar(last, model, optimizer, epoch, v, s)
        if mejor:
            _publicar(last, best)

    if s["best_epoch"] is not None:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": s["train_loss"],
        "val_loss": s["val_loss"],
        "best_epoch": s["best_epoch"],
        "stopped_early": s["bad"] >= patience,
    }
