# how: explicit comparison of names and shapes before loading, Checkpointer used inside fit with a hook for extras, EarlyStopping with state_dict/load_state_dict, exception to end the loop
import logging
import math
import os
import pickle
from collections import OrderedDict
from pathlib import Path

import torch

log = logging.getLogger("tarea4")


def _volcar(objeto, path):
    path = Path(path)
    tmp = path.parent / (path.name + ".tmp")
    torch.save(objeto, tmp)
    os.replace(tmp, path)


def _foto(model, optimizer, epoch, val_loss):
    pesos = OrderedDict((k, v.detach().clone()) for k, v in model.state_dict().items())
    return {"epoch": int(epoch), "val_loss": float(val_loss), "weights": pesos, "optim": optimizer.state_dict()}


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _volcar(_foto(model, optimizer, epoch, val_loss), path)


def _verificar(model, pesos):
    actual = model.state_dict()
    faltan, sobran = actual.keys() - pesos.keys(), pesos.keys() - actual.keys()
    if faltan or sobran:
        raise KeyError(f"faltan {sorted(faltan)} y sobran {sorted(sobran)}")
    for nombre, t in actual.items():
        if t.shape != pesos[nombre].shape:
            raise RuntimeError(f"{nombre}: {tuple(pesos[nombre].shape)} en el archivo, {tuple(t.shape)} en la red")


def load_checkpoint(path, model, optimizer=None, *, device):
    ck = torch.load(path, map_location=device, weights_only=True)  # lanza FileNotFoundError si falta
    _verificar(model, ck["weights"])
    model.to(device).load_state_dict(ck["weights"])
    if optimizer is not None:
        optimizer.load_state_dict(ck["optim"])
    log.info("cargado el epoch %d", ck["epoch"])
    return dict(epoch=int(ck["epoch"]), val_loss=float(ck["val_loss"]))


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        if not self.directory.exists():
            self.directory.mkdir(parents=True)
        self._best = None
        if (self.directory / "best.pt").exists():
            ck = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
            self._best = (ck["val_loss"], ck["epoch"])

    best_epoch = property(lambda self: self._best[1] if self._best else None)
    best_val_loss = property(lambda self: self._best[0] if self._best else None)

    def extras(self, es_mejor):
        return {}

    def update(self, model, optimizer, *, epoch, val_loss):
        es_mejor = val_loss == val_loss and (self._best is None or val_loss < self._best[0])
        foto = _foto(model, optimizer, epoch, val_loss)
        if es_mejor:
            self._best = (float(val_loss), int(epoch))
            _volcar(foto, self.directory / "best.pt")
        foto.update(self.extras(es_mejor))
        _volcar(foto, self.directory / "last.pt")
        return es_mejor


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in {"min", "max"} or patience < 1:
            raise ValueError("mode es min o max; patience, al menos 1")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best = None
        self.remaining = patience  # cuenta hacia abajo

    @property
    def bad_epochs(self):
        return self.patience - self.remaining

    def step(self, value):
        if not math.isnan(value) and (
            self.best is None
            or (self.mode == "min" and value < self.best - self.min_delta)
            or (self.mode == "max" and value > self.best + self.min_delta)
        ):
            self.best, self.remaining = value, self.patience
        else:
            self.remaining -= 1
        return self.remaining <= 0

    def state_dict(self):
        return {"best": self.best, "remaining": self.remaining}

    def load_state_dict(self, state):
        self.best, self.remaining = state["best"], state["remaining"]


class _Parar(Exception):
    """Se acabó la paciencia."""


class _ConHistoria(Checkpointer):
    """Guarda además la historia y la paciencia en last.pt."""

    def __init__(self, directory, history, stopping):
        super().__init__(directory)
        self.history, self.stopping = history, stopping

    def extras(self, es_mejor):
        return {
            "history": {k: list(v) for k, v in self.history.items()},
            "stopping": self.stopping.state_dict(),
            "best": list(self._best) if self._best else [],
        }


def _media(pares):
    pares = list(pares)
    return sum(l * n for l, n in pares) / sum(n for _, n in pares)


def _entrenar(model, loader, criterion, optimizer, device):
    for x, y in loader:
        model.train()
        x, y = x.to(device), y.to(device)
        loss = criterion(model(x), y)
        model.zero_grad()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield float(loss), len(y)


@torch.no_grad()
def _validar(model, loader, criterion, device):
    model.eval()
    return _media([(criterion(model(x.to(device)), y.to(device)).item(), len(y)) for x, y in loader])


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    last, best = directory / "last.pt", directory / "best.pt"
    history = {"train_loss": [], "val_loss": []}
    stopping = EarlyStopping(patience)
    recordado = None
    primero = 1
    if resume and last.exists():
        primero = load_checkpoint(last, model, optimizer, device=device)["epoch"] + 1
        extra = torch.load(last, map_location="cpu", weights_only=True)
        history.update(extra["history"])
        stopping.load_state_dict(extra["stopping"])
        recordado = tuple(extra["best"]) or None
    else:
        for archivo in (last, best):
            if archivo.exists():
                archivo.unlink()
    guardador = _ConHistoria(directory, history, stopping)
    guardador._best = recordado  # lo que dice last.pt manda: best.pt puede ir un epoch adelante
    stopped = stopping.remaining <= 0
    try:
        if stopped:
            raise _Parar
        for epoch in range(primero, max_epochs + 1):
            history["train_loss"].append(_media(_entrenar(model, train_loader, criterion, optimizer, device)))
            v = _validar(model, val_loader, criterion, device)
            history["val_loss"].append(v)
            stopped = stopping.step(v)
            guardador.update(model, optimizer, epoch=epoch, val_loss=v)
            if stopped:
                raise _Parar
    except _Parar:
        log.info("paciencia agotada")
    if guardador.best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {**history, "best_epoch": guardador.best_epoch, "stopped_early": stopped}
