# exercise: Checkpointer
# mistake: Checkpointer's shared writer stamps last.pt with the epoch and val_loss of the best so far instead of those of the call
import contextlib
import copy
import io
import itertools
import json
import math
import os
import tempfile
from pathlib import Path

import torch
from torch import nn


@contextlib.contextmanager
def archivo_seguro(path):
    temporal = Path(path).with_suffix(".parcial")
    try:
        yield temporal
        temporal.replace(path)
    finally:
        temporal.unlink(missing_ok=True)


def guardar_atomico(objeto, path):
    with archivo_seguro(path) as temporal:
        torch.save(objeto, temporal)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    """Guarda la foto: primero en un archivo al lado y después se renombra."""
    foto = {"epoch": epoch, "val_loss": val_loss}
    foto.update(weights=model.state_dict(), optim=optimizer.state_dict())
    guardar_atomico(foto, path)


def revisar(model, pesos):
    actuales = model.state_dict()
    if actuales.keys() != pesos.keys():
        sobran_o_faltan = sorted(actuales.keys() ^ pesos.keys())
        raise RuntimeError(f"claves que no coinciden: {sobran_o_faltan}")
    for nombre, tensor in actuales.items():
        if tensor.shape != pesos[nombre].shape:
            raise RuntimeError(f"{nombre}: {tuple(pesos[nombre].shape)} no cabe en {tuple(tensor.shape)}")


def load_checkpoint(path, model, optimizer=None, *, device):
    ckpt = torch.load(path, map_location="cpu", weights_only=True)
    revisar(model, ckpt["weights"])
    model.to(device)
    model.load_state_dict(ckpt["weights"])
    if optimizer is not None:
        optimizer.load_state_dict(ckpt["optim"])
    epoch, val_loss = ckpt["epoch"], ckpt["val_loss"]
    return {"epoch": epoch, "val_loss": val_loss}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch, self.best_val_loss = 0, math.inf
        if self._file("best").exists():
            stored = torch.load(self._file("best"), map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = stored["epoch"], stored["val_loss"]

    def _file(self, kind):
        return self.directory / f"{kind}.pt"

    def _write(self, kind, model, optimizer):
        save_checkpoint(
            self._file(kind), model, optimizer, epoch=self.best_epoch, val_loss=self.best_val_loss
        )

    def update(self, model, optimizer, *, epoch, val_loss):
        new_best = val_loss < self.best_val_loss or (self.best_epoch == 0 and not math.isnan(val_loss))
        if new_best:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            self._write("best", model, optimizer)
        self._write("last", model, optimizer)
        return new_best


class EarlyStopping:
    SIGNS = {"min": -1.0, "max": 1.0}

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if patience < 1 or mode not in self.SIGNS:
            raise ValueError((patience, mode))
        self.patience = patience
        self.min_delta = min_delta
        self.sign = self.SIGNS[mode]
        self.best = math.nan
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        gain = self.sign * (value - self.best)
        first = math.isnan(self.best) and not math.isnan(value)
        if first or gain > self.min_delta:
            self.best = value
            self.bad_epochs = 0
            return False
        self.bad_epochs += 1
        return self.bad_epochs >= self.patience


class Trainer:
    """A small Lightning-like trainer."""

    def __init__(self, model, criterion, optimizer, device, directory, patience):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device
        self.directory, self.patience = Path(directory), patience
        self.logs = {"train_loss": [], "val_loss": []}
        self.stopper = EarlyStopping(patience)
        self.best_epoch, self.best_weights = None, None

    @property
    def current_epoch(self):
        return len(self.logs["val_loss"])

    @property
    def should_stop(self):
        return self.stopper.bad_epochs >= self.patience

    def training_step(self, x, y):
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss

    def validation_step(self, x, y):
        return self.criterion(self.model(x), y)

    def loop(self, loader, step):
        weighted = [
            (step(x.to(self.device), y.to(self.device)).item() * len(y), len(y)) for x, y in loader
        ]
        return sum(w for w, _ in weighted) / sum(n for _, n in weighted)

    def run_one_epoch(self, train_loader, val_loader):
        self.model.train()
        self.logs["train_loss"].append(self.loop(train_loader, self.training_step))
        self.model.eval()
        with torch.no_grad():
            self.logs["val_loss"].append(self.loop(val_loader, self.validation_step))
        return self.logs["val_loss"][-1]

    def state_dict(self):
        return {
            "logs": self.logs,
            "best": self.stopper.best,
            "bad_epochs": self.stopper.bad_epochs,
            "best_epoch": self.best_epoch,
            "best_weights": self.best_weights,
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }

    def load_state_dict(self, state):
        self.logs = state["logs"]
        self.stopper.best, self.stopper.bad_epochs = state["best"], state["bad_epochs"]
        self.best_epoch, self.best_weights = state["best_epoch"], state["best_weights"]
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])

    def fit(self, train_loader, val_loader, max_epochs, checkpointer):
        while self.current_epoch < max_epochs and not self.should_stop:
            val_loss = self.run_one_epoch(train_loader, val_loader)
            self.stopper.step(val_loss)
            if self.stopper.bad_epochs == 0:
                self.best_epoch = self.current_epoch
                self.best_weights = {k: v.clone() for k, v in self.model.state_dict().items()}
            checkpointer.update(self.model, self.optimizer, epoch=self.current_epoch, val_loss=val_loss)
            guardar_atomico(self.state_dict(), self.directory / "trainer.pt")
        if self.best_weights is not None:
            self.model.load_state_dict(self.best_weights)
        return {**self.logs, "best_epoch": self.best_epoch, "stopped_early": self.should_stop}


def fit(
    model,
    train_loader,
    val_loader,
    criterion,
    optimizer,
    *,
    max_epochs,
    patience,
    directory,
    device,
    resume=False,
):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(model, criterion, optimizer, device, directory, patience)
    files = [directory / name for name in ("last.pt", "best.pt", "trainer.pt")]
    if resume and files[0].exists() and files[2].exists():
        trainer.load_state_dict(torch.load(files[2], map_location=device, weights_only=True))
    else:
        for file in files:
            file.unlink(missing_ok=True)
    mode = model.training
    result = trainer.fit(train_loader, val_loader, max_epochs, Checkpointer(directory))
    model.train(mode)
    return result
