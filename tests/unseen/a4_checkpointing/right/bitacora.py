# Tarea 4 — la historia va en un JSON al lado; last.pt manda sobre cuánto de ella vale
import copy
import json
import math
import os
import shutil
from pathlib import Path

import torch


def _reemplazar(path, escribir):
    tmp = os.path.join(os.path.dirname(os.fspath(path)), os.path.basename(path) + ".nuevo")
    escribir(tmp)
    os.replace(tmp, path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    contenido = dict(
        epoch=epoch,
        val_loss=float(val_loss),
        pesos={k: v.detach().cpu().clone() for k, v in model.state_dict().items()},
        optimizador=optimizer.state_dict(),
    )
    _reemplazar(path, lambda tmp: torch.save(contenido, tmp))


def load_checkpoint(path, model, optimizer=None, *, device):
    if not os.path.exists(path):
        raise FileNotFoundError(path)
    c = torch.load(path, map_location=device, weights_only=True)
    ensayo = copy.deepcopy(model)
    ensayo.load_state_dict(c["pesos"], strict=True)       # si no calza, se cae aquí, sobre la copia
    actual = model.state_dict()
    for k, v in c["pesos"].items():
        if actual[k].shape != v.shape:
            raise ValueError(f"{k}: {tuple(v.shape)} en el archivo, {tuple(actual[k].shape)} en la red")
    model.load_state_dict(c["pesos"], strict=True)
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(c["optimizador"])
    return dict(epoch=int(c["epoch"]), val_loss=float(c["val_loss"]))


class Checkpointer:
    """Recuerda el mejor; al empezar lo lee de best.pt, si está."""

    def __init__(self, directory):
        os.makedirs(directory, exist_ok=True)
        self.dir = Path(directory)
        self.best_epoch = self.best_val_loss = None
        if (self.dir / "best.pt").exists():
            c = torch.load(self.dir / "best.pt", map_location=torch.device("cpu"), weights_only=True)
            self.best_epoch = c["epoch"]
            self.best_val_loss = c["val_loss"]

    def es_mejor(self, val_loss):
        if math.isnan(val_loss):
            return False
        if self.best_val_loss is None:
            return True
        return val_loss < self.best_val_loss

    def update(self, model, optimizer, *, epoch, val_loss):
        mejor = self.es_mejor(val_loss)
        save_checkpoint(self.dir / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        if mejor:
            _reemplazar(self.dir / "best.pt", lambda tmp: shutil.copyfile(self.dir / "last.pt", tmp))
            self.best_epoch = epoch
            self.best_val_loss = float(val_loss)
        return mejor


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode == "min":
            self._mejora = lambda nuevo: nuevo < self.best - min_delta
        elif mode == "max":
            self._mejora = lambda nuevo: nuevo > self.best + min_delta
        else:
            raise ValueError("mode: 'min' o 'max'")
        if not patience >= 1:
            raise ValueError("patience: al menos 1")
        self.patience = patience
        self.valores = []
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        self.valores.append(value)
        if value != value:                      # NaN
            self.bad_epochs += 1
        elif self.best is None or self._mejora(value):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _entrenar(model, loader, criterion, optimizer, device):
    model.train()
    suma = n = 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        suma += loss.item() * x.size(0)
        n += x.size(0)
    return suma / n


@torch.no_grad()
def _validar(model, loader, criterion, device):
    model.eval()
    suma = n = 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        suma += criterion(model(x), y).item() * x.size(0)
        n += x.size(0)
    return suma / n


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(exist_ok=True, parents=True)
    archivo = directory / "historia.json"
    last, best = directory / "last.pt", directory / "best.pt"

    hechos = 0
    historia = {"train_loss": [], "val_loss": []}
    if resume and last.exists() and archivo.exists():
        hechos = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        historia = json.loads(archivo.read_text(encoding="utf-8"))
        # el JSON se escribe antes que last.pt: puede traer un epoch de más
        historia = {k: v[:hechos] for k, v in historia.items()}
    else:
        for f in (last, best, archivo):
            if f.exists():
                f.unlink()

    # la paciencia y el mejor salen de la historia
    parada = EarlyStopping(patience)
    parar = False
    best_epoch = None
    for i, v in enumerate(historia["val_loss"], start=1):
        parar = parada.step(v)
        if parada.bad_epochs == 0:
            best_epoch = i
    if best_epoch is not None:
        guardado = torch.load(best, map_location="cpu", weights_only=True)["epoch"] if best.exists() else None
        if guardado != best_epoch:              # se cortó justo entre last.pt y best.pt
            assert best_epoch == hechos
            _reemplazar(best, lambda tmp: shutil.copyfile(last, tmp))

    while hechos < max_epochs and not parar:
        hechos += 1
        historia["train_loss"].append(_entrenar(model, train_loader, criterion, optimizer, device))
        historia["val_loss"].append(_validar(model, val_loader, criterion, device))
        val = historia["val_loss"][-1]
        _reemplazar(archivo, lambda tmp: Path(tmp).write_text(json.dumps(historia), encoding="utf-8"))
        save_checkpoint(last, model, optimizer, epoch=hechos, val_loss=val)
        parar = parada.step(val)
        if parada.bad_epochs == 0:
            best_epoch = hechos
            save_checkpoint(best, model, optimizer, epoch=hechos, val_loss=val)

    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {**historia, "best_epoch": best_epoch, "stopped_early": parar}
