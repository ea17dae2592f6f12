from copy import deepcopy
import math
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

import torch


class PararEntrenamiento(Exception):
    """La lanza un callback cuando se acabó la paciencia."""


def save_checkpoint(path, model, optimizer, *, epoch, val_loss, **extra):
    with NamedTemporaryFile(dir=Path(path).parent, prefix=".tmp_", delete=False) as f:
        torch.save({"epoch": epoch, "val_loss": val_loss, "model_state": model.state_dict(),
                    "optim_state": optimizer.state_dict(), **extra}, f)
    try:
        torch.load(f.name, weights_only=True, map_location="cpu")  # que se pueda leer antes de publicarlo
    except Exception:
        os.unlink(f.name)
        raise
    os.replace(f.name, path)


def load_checkpoint(path, model, optimizer=None, *, device):
    # el archivo lo escribí yo, así que puedo abrirlo sin weights_only
    c = torch.load(path, map_location=device, weights_only=False)
    prueba = deepcopy(model).to(device)
    prueba.load_state_dict(c["model_state"])
    del prueba
    model.to(device)
    model.load_state_dict(c["model_state"])
    if optimizer is not None:
        optimizer.load_state_dict(c["optim_state"])
    return {"epoch": int(c["epoch"]), "val_loss": float(c["val_loss"])}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        # last.pt también sabe cuál era el mejor
        ultimo = self.directory / "last.pt"
        if ultimo.exists():
            ck = torch.load(ultimo, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = ck.get("best_epoch"), ck.get("best_val_loss")
        else:
            self.best_epoch, self.best_val_loss = None, None

    def update(self, model, optimizer, *, epoch, val_loss, **extra):
        mejor = not math.isnan(val_loss)
        if self.best_val_loss is not None:
            mejor = mejor and self.best_val_loss > val_loss
        if mejor:
            self.best_epoch, self.best_val_loss = epoch, val_loss
        extra = dict(extra, best_epoch=self.best_epoch, best_val_loss=self.best_val_loss)
        for nombre, toca in (("best.pt", mejor), ("last.pt", True)):
            if toca:
                save_checkpoint(self.directory / nombre, model, optimizer, epoch=epoch, val_loss=val_loss, **extra)
        return mejor


class _Direccion:
    """Compara en un sentido."""

    def __init__(self, margen):
        self.margen = margen


class _Min(_Direccion):
    def mejora(self, nuevo, viejo):
        return viejo - nuevo > self.margen


class _Max(_Direccion):
    def mejora(self, nuevo, viejo):
        return nuevo - viejo > self.margen


class EarlyStopping:
    DIRECCIONES = {"min": _Min, "max": _Max}

    def __init__(self, patience, min_delta=0.0, mode="min"):
        try:
            self.direccion = self.DIRECCIONES[mode](min_delta)
        except KeyError:
            raise ValueError(f"mode: {mode}") from None
        if patience < 1:
            raise ValueError(f"patience: {patience}")
        self.patience, self.best, self.bad_epochs = patience, math.nan, 0

    def step(self, value):
        if math.isnan(self.best):
            mejora = not math.isnan(value)
        else:
            mejora = self.direccion.mejora(value, self.best)
        if mejora:
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience

    def state_dict(self):
        return {"best": self.best, "bad_epochs": self.bad_epochs}

    def load_state_dict(self, d):
        self.best, self.bad_epochs = d["best"], d["bad_epochs"]


class Historia:
    def __init__(self):
        self.datos = {"train_loss": [], "val_loss": []}

    def __call__(self, **valores):
        for k, v in valores.items():
            self.datos[k].append(v)

    def __len__(self):
        return len(self.datos["val_loss"])


def promedio(pares):
    pares = list(pares)
    return math.fsum(l * n for l, n in pares) / sum(n for _, n in pares)


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    historia, es = Historia(), EarlyStopping(patience)
    if not resume:
        for f in (directory / "last.pt", directory / "best.pt"):
            f.unlink(missing_ok=True)
    ck = Checkpointer(directory)
    if resume and (directory / "last.pt").exists():
        load_checkpoint(directory / "last.pt", model, optimizer, device=device)
        guardado = torch.load(directory / "last.pt", map_location="cpu", weights_only=True)
        historia.datos = guardado["historia"]
        es.load_state_dict(guardado["es"])

    def paso(x, y):
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item(), len(y)

    @torch.no_grad()
    def mirar(x, y):
        return criterion(model(x.to(device)), y.to(device)).item(), len(y)

    parado = False
    try:
        if es.bad_epochs >= patience:
            raise PararEntrenamiento
        for epoch in range(len(historia) + 1, max_epochs + 1):
            model.train()
            tl = promedio(paso(*batch) for batch in train_loader)
            model.eval()
            vl = promedio(mirar(*batch) for batch in val_loader)
            historia(train_loss=tl, val_loss=vl)
            terminar = es.step(vl)
            ck.update(model, optimizer, epoch=epoch, val_loss=vl, historia=historia.datos, es=es.state_dict())
            if terminar:
                raise PararEntrenamiento
    except PararEntrenamiento:
        parado = True
    if ck.best_epoch is not None:
        load_checkpoint(directory / "best.pt", model, device=device)
    return {**historia.datos, "best_epoch": ck.best_epoch, "stopped_early": parado}
