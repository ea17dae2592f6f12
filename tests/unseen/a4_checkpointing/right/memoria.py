"""El mejor estado se lleva en memoria y dentro de last.pt; best.pt es sólo una copia para el usuario."""
import copy, os
from pathlib import Path

import numpy as np
import torch
from torch import nn


def _guardar(path, cosas):
    ruta_temporal = str(path) + "~"
    torch.save(cosas, ruta_temporal)
    os.rename(ruta_temporal, path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss, **extra):
    _guardar(path, {"epoch": epoch, "val_loss": float(val_loss), "model_state_dict": model.state_dict(),
                    "optimizer_state_dict": optimizer.state_dict(), **extra})


def _calza(model, estado):
    mio = model.state_dict()
    if list(mio) != list(estado):
        return False
    for a, b in zip(mio.values(), estado.values()):
        if a.size() != b.size():
            return False
    return True


def load_checkpoint(path, model, optimizer=None, *, device):
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"no existe {path}")
    ck = torch.load(path, map_location="cpu", weights_only=True)
    if not _calza(model, ck["model_state_dict"]):
        raise KeyError("el checkpoint es de otra red")
    model.load_state_dict(ck["model_state_dict"])
    model = model.to(device)
    if optimizer:
        optimizer.load_state_dict(ck["optimizer_state_dict"])
    return {"epoch": ck["epoch"], "val_loss": ck["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = directory
        Path(directory).mkdir(parents=True, exist_ok=True)
        self.history = []                     # pares (val_loss, epoch), NaN fuera
        try:
            ck = torch.load(Path(directory) / "best.pt", map_location="cpu", weights_only=True)
            self.history.append((ck["val_loss"], ck["epoch"]))
        except FileNotFoundError:
            pass

    @property
    def best_val_loss(self):
        return min(v for v, _ in self.history)

    @property
    def best_epoch(self):
        return next(e for v, e in self.history if v == self.best_val_loss)

    def update(self, model, optimizer, *, epoch, val_loss):
        es_mejor = not np.isnan(val_loss) and all(val_loss < v for v, _ in self.history)
        if not np.isnan(val_loss):
            self.history.append((float(val_loss), epoch))
        save_checkpoint(Path(self.directory) / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        if es_mejor:
            save_checkpoint(Path(self.directory) / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return bool(es_mejor)


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("mode")
        if patience < 1:
            raise ValueError("patience")
        self.queda = self.patience = patience        # cuenta regresiva
        self.min_delta, self.mode = min_delta, mode
        self.best = None

    @property
    def bad_epochs(self):
        return self.patience - self.queda

    def step(self, value):
        if np.isnan(value):
            mejora = False
        elif self.best is None:
            mejora = True
        else:
            ganancia = self.best - value if self.mode == "min" else value - self.best
            mejora = ganancia > self.min_delta
        if mejora:
            self.best = value
            self.queda = self.patience
        else:
            self.queda -= 1
        return self.queda <= 0


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    os.makedirs(directory, exist_ok=True)
    ruta_last, ruta_best = os.path.join(directory, "last.pt"), os.path.join(directory, "best.pt")
    if not resume or not os.path.exists(ruta_last):
        for ruta in (ruta_last, ruta_best):
            if os.path.exists(ruta):
                os.remove(ruta)

    train_losses, val_losses = [], []
    mejor_estado, mejor_epoch, mejor_loss = None, None, None
    sin_mejora = 0
    epoch = 0
    if os.path.exists(ruta_last):
        load_checkpoint(ruta_last, model, optimizer, device=device)
        ck = torch.load(ruta_last, map_location=device, weights_only=True)
        epoch = ck["epoch"]
        train_losses, val_losses = ck["train_losses"], ck["val_losses"]
        mejor_estado, mejor_epoch, mejor_loss = ck["mejor_estado"], ck["mejor_epoch"], ck["mejor_loss"]
        sin_mejora = ck["sin_mejora"]
        if mejor_epoch == epoch:
            # por si se cortó entre los dos archivos
            save_checkpoint(ruta_best, model, optimizer, epoch=epoch, val_loss=mejor_loss)

    while True:
        if sin_mejora >= patience:
            print(f"early stopping en el epoch {epoch}")
            break
        if epoch >= max_epochs:
            break
        epoch += 1

        # --- train
        model.train()
        acumulado, muestras = 0.0, 0
        for inputs, targets in train_loader:
            inputs = inputs.to(device); targets = targets.to(device)
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            loss.backward()
            optimizer.step()
            acumulado += loss.item() * inputs.size(0)
            muestras += inputs.size(0)
        train_losses.append(acumulado / muestras)

        # --- validación
        model.eval()
        acumulado, muestras = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs = inputs.to(device); targets = targets.to(device)
                outputs = model(inputs)
                loss = criterion(outputs, targets)
                acumulado += loss.item() * inputs.size(0)
                muestras += inputs.size(0)
        val = acumulado / muestras
        val_losses.append(val)

        es_mejor = not np.isnan(val) and (mejor_loss is None or val < mejor_loss)
        if es_mejor:
            mejor_loss, mejor_epoch, sin_mejora = val, epoch, 0
            mejor_estado = copy.deepcopy(model.state_dict())
        else:
            sin_mejora += 1

        save_checkpoint(ruta_last, model, optimizer, epoch=epoch, val_loss=val, train_losses=train_losses,
                        val_losses=val_losses, mejor_estado=mejor_estado, mejor_epoch=mejor_epoch,
                        mejor_loss=mejor_loss, sin_mejora=sin_mejora)
        if es_mejor:
            save_checkpoint(ruta_best, model, optimizer, epoch=epoch, val_loss=val)

    if mejor_estado is not None:
        model.load_state_dict(mejor_estado)
    return {"train_loss": train_losses, "val_loss": val_losses, "best_epoch": mejor_epoch,
            "stopped_early": sin_mejora >= patience}
