# %%
import json
import math
import os
import shutil
from pathlib import Path

import torch
from torch import nn

# Idea de esta entrega: no llevar contadores. Se anota todo lo visto y lo demás se calcula.


def escribir_json(path, datos):
    tmp = path.with_suffix(".json.tmp")
    with tmp.open("w") as f:
        json.dump(datos, f)
    os.replace(tmp, path)


def indice_del_minimo(valores):
    """Posición del menor valor que no es NaN (el primero en un empate), o None."""
    candidatos = [i for i, v in enumerate(valores) if not math.isnan(v)]
    return min(candidatos, key=lambda i: valores[i], default=None)


def anotar_mejor(directory, epoch, val_loss):
    escribir_json(directory / "mejor.json", {"epoch": int(epoch), "val_loss": float(val_loss)})


# %%
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    path = Path(path)
    carpeta_tmp = path.parent / ("tmp-" + path.name)
    carpeta_tmp.mkdir(exist_ok=True)
    archivo = carpeta_tmp / path.name
    torch.save(
        dict(epoch=int(epoch), val_loss=float(val_loss), model=model.state_dict(), optim=optimizer.state_dict()),
        archivo,
    )
    os.replace(archivo, path)
    shutil.rmtree(carpeta_tmp)


# %%
def load_checkpoint(path, model, optimizer=None, *, device):
    ck = torch.load(path, weights_only=True, map_location=lambda storage, location: storage)
    a, b = model.state_dict(), ck["model"]
    if a.keys() != b.keys() or not all(a[k].shape == b[k].shape for k in a):
        raise RuntimeError("el checkpoint es de otra red; no se tocó nada")
    model.to(device)
    model.load_state_dict(b)
    if optimizer is not None:
        optimizer.load_state_dict(ck["optim"])
    return {"epoch": ck["epoch"], "val_loss": ck["val_loss"]}


# %%
class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self._libro = self.directory / "mejor.json"
        self._mejor = json.loads(self._libro.read_text()) if self._libro.exists() else None

    @property
    def best_epoch(self):
        return self._mejor["epoch"] if self._mejor else None

    @property
    def best_val_loss(self):
        return self._mejor["val_loss"] if self._mejor else None

    def update(self, model, optimizer, *, epoch, val_loss):
        val_loss = float(val_loss)
        if math.isnan(val_loss):
            mejor = False
        else:
            mejor = self._mejor is None or val_loss < self._mejor["val_loss"]
        if mejor:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            self._mejor = {"epoch": int(epoch), "val_loss": val_loss}
            anotar_mejor(self.directory, epoch, val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return mejor


# %%
class EarlyStopping:
    """Anota todos los valores; `best` y `bad_epochs` se calculan recorriéndolos."""

    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("mode")
        if patience < 1:
            raise ValueError("patience")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.values = []

    def _recorrer(self):
        best, malos = None, 0
        for v in self.values:
            malos += 1
            if math.isnan(v):
                continue
            if best is None:
                best, malos = v, 0
                continue
            ganancia = best - v if self.mode == "min" else v - best
            if ganancia > self.min_delta:
                best, malos = v, 0
        return best, malos

    @property
    def best(self):
        return self._recorrer()[0]

    @property
    def bad_epochs(self):
        return self._recorrer()[1]

    def step(self, value):
        self.values.append(value)
        return self.bad_epochs >= self.patience


# %%
def pasada(model, loader, criterion, device, optimizer=None):
    suma, n = 0.0, 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        loss = criterion(model(inputs), targets)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        suma += loss.item() * len(inputs)
        n += len(inputs)
    return suma / n


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience,
        directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    modo = model.training
    last, best = directory / "last.pt", directory / "best.pt"
    libro = directory / "epochs.json"  # una lista de pares [train_loss, val_loss]

    filas = []
    if resume and last.exists():
        ultimo = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        filas = json.loads(libro.read_text())[:ultimo]
    else:
        for viejo in (last, best, libro, directory / "mejor.json"):
            if viejo.exists():
                viejo.unlink()

    def mejor():
        return indice_del_minimo([v for _, v in filas])

    def sin_mejora():
        i = mejor()
        return len(filas) if i is None else len(filas) - 1 - i

    while len(filas) < max_epochs and sin_mejora() < patience:
        model.train()
        train_loss = pasada(model, train_loader, criterion, device, optimizer)
        model.eval()
        with torch.no_grad():
            val_loss = pasada(model, val_loader, criterion, device)
        filas.append([train_loss, val_loss])
        escribir_json(libro, filas)
        epoch = len(filas)
        if mejor() == epoch - 1:
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=val_loss)
            anotar_mejor(directory, epoch, val_loss)
        save_checkpoint(last, model, optimizer, epoch=epoch, val_loss=val_loss)

    if mejor() is not None:
        load_checkpoint(best, model, device=device)
    model.train(modo)
    return {
        "train_loss": [t for t, _ in filas],
        "val_loss": [v for _, v in filas],
        "best_epoch": None if mejor() is None else mejor() + 1,
        "stopped_early": sin_mejora() >= patience,
    }
