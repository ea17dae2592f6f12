# %%
import math
import os
from pathlib import Path

import torch
from torch import nn


def _guardar(datos, path):
    provisorio = Path(path).with_name("_" + Path(path).name)
    with open(provisorio, "wb") as archivo:
        torch.save(datos, archivo)
    os.replace(provisorio, path)


def _datos(model, optimizer, epoch, val_loss):
    return {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }


def _cargar(path, device):
    with open(path, "rb") as archivo:
        return torch.load(archivo, map_location=device, weights_only=True)


def _exigir_que_calce(model, estado):
    propio = model.state_dict()
    if propio.keys() ^ estado.keys():
        raise KeyError(f"no coinciden: {propio.keys() ^ estado.keys()}")
    if any(propio[k].shape != estado[k].shape for k in propio):
        raise ValueError("hay tensores con otra forma")


# %%
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _guardar(_datos(model, optimizer, epoch, val_loss), path)


# %%
def load_checkpoint(path, model, optimizer=None, *, device):
    datos = _cargar(path, device)
    _exigir_que_calce(model, datos["model"])
    model.load_state_dict(datos["model"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(datos["optimizer"])
    return dict(epoch=datos["epoch"], val_loss=datos["val_loss"])


# %%
class Checkpointer:
    def __init__(self, directory):
        self.carpeta = Path(directory)
        self.carpeta.mkdir(parents=True, exist_ok=True)
        self.best_epoch, self.best_val_loss = self._recordar()

    def _recordar(self):
        try:
            datos = _cargar(self.carpeta / "best.pt", "cpu")
        except FileNotFoundError:
            return None, None
        return datos["epoch"], datos["val_loss"]

    def _es_mejor(self, val_loss):
        if math.isnan(val_loss):
            return False
        if self.best_epoch is None:
            return True
        return val_loss < self.best_val_loss

    def update(self, model, optimizer, *, epoch, val_loss):
        datos = _datos(model, optimizer, epoch, val_loss)
        mejor = self._es_mejor(val_loss)
        if mejor:
            _guardar(datos, self.carpeta / "best.pt")
            self.best_epoch = epoch
            self.best_val_loss = val_loss
        _guardar(datos, self.carpeta / "last.pt")
        return mejor


# %%
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ["min", "max"]:
            raise ValueError("mode: min o max")
        if patience < 1:
            raise ValueError("patience: 1, 2, 3, ...")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.reset()

    def reset(self):
        self.best = None
        self.bad_epochs = 0

    def supera(self, value):
        if self.best is None:
            return True
        if self.mode == "max":
            return value > self.best + self.min_delta
        return value < self.best - self.min_delta

    def step(self, value):
        if math.isnan(value) or not self.supera(value):
            self.bad_epochs += 1
        else:
            self.best = value
            self.bad_epochs = 0
        return self.bad_epochs >= self.patience


# %%
class _Trainer:
    """El entrenamiento completo como un objeto con su propio estado."""

    def __init__(self, model, criterion, optimizer, device, directory, patience):
        self.model = model
        self.criterion = criterion
        self.optimizer = optimizer
        self.device = device
        self.patience = patience
        self.last = directory / "last.pt"
        self.best = directory / "best.pt"
        self.epoch = 0
        self.history = {"train_loss": [], "val_loss": []}
        self.best_epoch = None
        self.best_val_loss = None
        self.bad_epochs = 0

    # lo que se guarda además de la red y el optimizador
    EXTRA = ("history", "best_epoch", "best_val_loss", "bad_epochs")

    def load(self):
        datos = _cargar(self.last, self.device)
        self.model.load_state_dict(datos["model"])
        self.optimizer.load_state_dict(datos["optimizer"])
        self.epoch = datos["epoch"]
        for nombre in self.EXTRA:
            setattr(self, nombre, datos[nombre])

    def forget(self):
        for viejo in (self.last, self.best):
            if viejo.exists():
                viejo.unlink()

    @property
    def exhausted(self):
        return self.bad_epochs >= self.patience

    def train_epoch(self, loader):
        self.model.train()
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(self.device), targets.to(self.device)
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(inputs), targets)
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(inputs)
        return total / len(loader.dataset)

    @torch.no_grad()
    def validate(self, loader):
        self.model.eval()
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(self.device), targets.to(self.device)
            total += self.criterion(self.model(inputs), targets).item() * len(inputs)
        return total / len(loader.dataset)

    def run_epoch(self, train_loader, val_loader):
        train_loss = self.train_epoch(train_loader)
        val_loss = self.validate(val_loader)
        self.epoch += 1
        self.history["train_loss"].append(train_loss)
        self.history["val_loss"].append(val_loss)
        mejora = not math.isnan(val_loss) and (
            self.best_val_loss is None or val_loss < self.best_val_loss
        )
        if mejora:
            self.best_epoch, self.best_val_loss, self.bad_epochs = self.epoch, val_loss, 0
        else:
            self.bad_epochs += 1
        datos = _datos(self.model, self.optimizer, self.epoch, val_loss)
        datos.update({nombre: getattr(self, nombre) for nombre in self.EXTRA})
        if mejora:
            _guardar(datos, self.best)
        _guardar(datos, self.last)

    def keep_best(self):
        if self.best_epoch is not None:
            self.model.load_state_dict(_cargar(self.best, self.device)["model"])


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience,
        directory, device, resume=False):
    directory.mkdir(parents=True, exist_ok=True)
    modo = model.training
    trainer = _Trainer(model, criterion, optimizer, device, directory, patience)
    if resume and trainer.last.exists():
        trainer.load()
    else:
        trainer.forget()
    while trainer.epoch < max_epochs and not trainer.exhausted:
        trainer.run_epoch(train_loader, val_loader)
    trainer.keep_best()
    model.train(modo)
    return {
        **trainer.history,
        "best_epoch": trainer.best_epoch,
        "stopped_early": trainer.exhausted,
    }
