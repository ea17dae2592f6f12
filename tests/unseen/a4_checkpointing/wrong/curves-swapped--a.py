# exercise: fit
import json, math, os, shutil
from pathlib import Path

import torch
from torch import nn


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    path = Path(path)
    borradores = path.parent / ".borradores"      # misma carpeta, mismo disco
    borradores.mkdir(exist_ok=True)
    torch.save({
        "version": 1,
        "epoch": epoch,
        "val_loss": val_loss,
        "net": {"state": model.state_dict(), "class": type(model).__name__},
        "opt": {"state": optimizer.state_dict(), "class": type(optimizer).__name__},
    }, borradores / path.name)
    shutil.move(str(borradores / path.name), str(path))


def load_checkpoint(path, model, optimizer=None, *, device):
    guardado = torch.load(path, map_location="cpu", weights_only=True)
    antes = [t.clone() for t in model.state_dict().values()]
    opt_antes = None
    try:
        model.load_state_dict(guardado["net"]["state"])
        if optimizer is not None:
            import copy
            opt_antes = copy.deepcopy(optimizer.state_dict())
            model.to(device)
            optimizer.load_state_dict(guardado["opt"]["state"])
    except Exception:
        with torch.no_grad():
            for t, viejo in zip(model.state_dict().values(), antes):
                t.copy_(viejo)
        if opt_antes is not None:
            optimizer.load_state_dict(opt_antes)
        raise
    model.to(device)
    return {"epoch": guardado["epoch"], "val_loss": guardado["val_loss"]}


class Checkpointer:
    """Recuerda todos los val_loss en un archivo de texto."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.diario = self.directory / "diario.json"
        self.vistos = json.loads(self.diario.read_text()) if self.diario.exists() else []

    def _buenos(self):
        return [(v, e) for e, v in self.vistos if not math.isnan(v)]

    @property
    def best_val_loss(self):
        return min(v for v, _ in self._buenos())

    @property
    def best_epoch(self):
        return next(e for v, e in self._buenos() if v == self.best_val_loss)

    def update(self, model, optimizer, *, epoch, val_loss):
        mejor = not math.isnan(val_loss) and all(val_loss < v for v, _ in self._buenos())
        self.vistos.append([epoch, val_loss])
        if mejor:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        tmp = self.diario.with_suffix(".tmp")
        tmp.write_text(json.dumps(self.vistos))
        tmp.replace(self.diario)
        return mejor


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        self._check(patience, mode)
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.historial = []

    @staticmethod
    def _check(patience, mode):
        if not (mode == "min" or mode == "max"):
            raise ValueError("mode tiene que ser min o max")
        if patience < 1:
            raise ValueError("patience tiene que ser 1 o más")

    def _recorrer(self):
        best, malos = None, 0
        for v in self.historial:
            if math.isnan(v):
                malos += 1
            elif best is None or (best - v > self.min_delta if self.mode == "min" else v - best > self.min_delta):
                best, malos = v, 0
            else:
                malos += 1
        return best, malos

    best = property(lambda self: self._recorrer()[0])
    bad_epochs = property(lambda self: self._recorrer()[1])

    def step(self, value):
        self.historial.append(float(value))
        return self.bad_epochs >= self.patience


def _epochs(model, train_loader, val_loader, criterion, optimizer, device):
    while True:
        model.train()
        suma, n = 0.0, 0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            suma, n = suma + loss.item() * len(y), n + len(y)
        train = suma / n
        model.eval()
        suma, n = 0.0, 0
        with torch.no_grad():
            for x, y in val_loader:
                x, y = x.to(device), y.to(device)
                suma, n = suma + criterion(model(x), y).item() * len(y), n + len(y)
        yield train, suma / n


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    d = Path(directory)
    filas = []
    if resume and (d / "last.pt").exists():
        hasta = load_checkpoint(d / "last.pt", model, optimizer, device=device)["epoch"]
        filas = [json.loads(l) for l in (d / "filas.jsonl").read_text().splitlines()][:hasta]
    elif d.exists():
        for nombre in ("last.pt", "best.pt", "filas.jsonl", "diario.json"):
            if (d / nombre).exists():
                (d / nombre).unlink()
    d.mkdir(parents=True, exist_ok=True)
    es = EarlyStopping(patience)
    parar = False
    for fila in filas:
        parar = es.step(fila["val"])
    generador = _epochs(model, train_loader, val_loader, criterion, optimizer, device)
    while len(filas) < max_epochs and not parar:
        train, val = next(generador)
        filas.append({"epoch": len(filas) + 1, "train": train, "val": val})
        parar = es.step(val)
        (d / "filas.new").write_text("\n".join(json.dumps(f) for f in filas))
        os.replace(d / "filas.new", d / "filas.jsonl")
        if es.bad_epochs == 0:
            save_checkpoint(d / "best.pt", model, optimizer, epoch=len(filas), val_loss=val)
        save_checkpoint(d / "last.pt", model, optimizer, epoch=len(filas), val_loss=val)
    mejores = [f for f in filas if f["val"] == es.best]
    if mejores:
        load_checkpoint(d / "best.pt", model, device=device)
    return {
        "train_loss": [f["val"] for f in filas],
        "val_loss": [f["train"] for f in filas],
        "best_epoch": mejores[0]["epoch"] if mejores else None,
        "stopped_early": parar,
    }
