# exercise: Checkpointer
# mistake: The best loss starts at 1000, so losses above that never count as the best.
import copy
import os
from pathlib import Path

import torch


def save_checkpoint(path, model, optimizer, *, epoch, val_loss, **extra):
    datos = {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "modelo": model.state_dict(),
        "optimizador": optimizer.state_dict(),
        **extra,
    }
    temporal = Path(str(path) + ".tmp")
    torch.save(datos, temporal)
    os.replace(temporal, path)


def _leer(path, model, optimizer, device):
    datos = torch.load(path, map_location=device, weights_only=True)
    propio = model.state_dict()
    guardado = datos["modelo"]
    if propio.keys() != guardado.keys() or any(propio[k].shape != guardado[k].shape for k in propio):
        raise RuntimeError("el modelo no coincide con el guardado")
    model.load_state_dict(guardado)
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(datos["optimizador"])
    return datos


def load_checkpoint(path, model, optimizer=None, *, device):
    datos = _leer(path, model, optimizer, device)
    return {"epoch": datos["epoch"], "val_loss": datos["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = 0
        self.best_val_loss = 1000.0
        mejor = self.directory / "best.pt"
        if mejor.exists():
            datos = torch.load(mejor, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = datos["epoch"], datos["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        es_mejor = bool(val_loss < self.best_val_loss)
        if es_mejor:
            self.best_epoch, self.best_val_loss = epoch, float(val_loss)
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return es_mejor


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("mode")
        if patience < 1:
            raise ValueError("patience")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        if value != value:
            mejora = False
        elif self.best is None:
            mejora = True
        elif self.mode == "min":
            mejora = self.best - value > self.min_delta
        else:
            mejora = value - self.best > self.min_delta
        if mejora:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _pasada(model, loader, criterion, device, optimizer=None):
    model.train(optimizer is not None)
    suma = 0.0
    with torch.set_grad_enabled(optimizer is not None):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            suma += loss.item() * len(x)
    return suma / len(loader.dataset)


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    ultimo, mejor = directory / "last.pt", directory / "best.pt"
    train_loss, val_loss = [], []
    parada = EarlyStopping(patience)
    fin = False
    if resume and ultimo.exists():
        datos = _leer(ultimo, model, optimizer, device)
        train_loss, val_loss = list(datos["train_loss"]), list(datos["val_losses"])
        for v in val_loss:  # se repasa la historia
            fin = parada.step(v)
    else:
        ultimo.unlink(missing_ok=True)
        mejor.unlink(missing_ok=True)
    while len(val_loss) < max_epochs and not fin:
        train_loss.append(_pasada(model, train_loader, criterion, device, optimizer))
        val_loss.append(_pasada(model, val_loader, criterion, device))
        fin = parada.step(val_loss[-1])
        lo_demas = dict(epoch=len(val_loss), val_loss=val_loss[-1], train_loss=train_loss, val_losses=val_loss)
        if parada.bad_epochs == 0:
            save_checkpoint(mejor, model, optimizer, **lo_demas)
        save_checkpoint(ultimo, model, optimizer, **lo_demas)
    best_epoch = None
    if parada.best is not None:
        best_epoch = val_loss.index(parada.best) + 1
        load_checkpoint(mejor, model, device=device)
    return {"train_loss": train_loss, "val_loss": val_loss, "best_epoch": best_epoch, "stopped_early": fin}
