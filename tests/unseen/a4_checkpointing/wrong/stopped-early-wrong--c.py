# exercise: fit
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
    ck = torch.load(path, map_location=lambda storage, loc: storage, weights_only=True)
    deepcopy(model).load_state_dict(ck["model_state"])  # si no calza, reclama acá
    model.load_state_dict(ck["model_state"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(ck["optim_state"])
    return {"epoch": ck["epoch"], "val_loss": ck["val_loss"]}


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


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError(f"mode={mode}")
        if patience < 1:
            raise ValueError(f"patience={patience}")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = float("nan")
        self.bad_epochs = 0

    def supera(self, value):
        if math.isnan(value):
            return False
        if math.isnan(self.best):
            return True
        if self.mode == "max":
            return value - self.min_delta > self.best
        return value + self.min_delta < self.best

    def step(self, value):
        self.bad_epochs = 0 if self.supera(value) else self.bad_epochs + 1
        if self.bad_epochs == 0:
            self.best = value
        return not self.bad_epochs < self.patience

    # para poder guardarlo y recuperarlo
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
        pass
    if ck.best_epoch is not None:
        load_checkpoint(directory / "best.pt", model, device=device)
    return {**historia.datos, "best_epoch": ck.best_epoch, "stopped_early": parado}
