# Tarea 4
import operator
import os
from math import isnan, nan
from pathlib import Path

import torch


class _Archivo:
    """Un .pt en disco que se escribe completo o no se escribe."""

    def __init__(self, path):
        self.path = Path(path)

    def __bool__(self):
        return self.path.is_file()

    def escribir(self, **contenido):
        tmp = Path(f"{self.path}.incompleto")
        torch.save(contenido, tmp)
        os.replace(tmp, self.path)

    def leer(self, device="cpu"):
        return torch.load(self.path, map_location=device, weights_only=True)

    def borrar(self):
        self.path.unlink(missing_ok=True)


def _menor(a, b):
    """a < b, donde b puede ser None (todavía no hay) y un NaN nunca gana."""
    match (a, b):
        case (a, _) if isnan(a):
            return False
        case (_, None):
            return True
        case _:
            return a < b


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _Archivo(path).escribir(
        epoch=int(epoch),
        val_loss=float(val_loss),
        net=model.state_dict(),
        opt=optimizer.state_dict(),
    )


def load_checkpoint(path, model, optimizer=None, *, device):
    archivo = _Archivo(path)
    if not archivo:
        raise FileNotFoundError(f"no hay checkpoint en {path}")
    match archivo.leer(device):
        case {"epoch": epoch, "val_loss": val_loss, "net": net, "opt": opt}:
            pass
        case _:
            raise ValueError("no parece un checkpoint de esta tarea")
    formas = {k: v.shape for k, v in model.state_dict().items()}
    if formas != {k: v.shape for k, v in net.items()}:
        raise ValueError("el checkpoint es de otra red")
    model.to(device)
    model.load_state_dict(net)
    if optimizer is not None:
        optimizer.load_state_dict(opt)
    return {"epoch": epoch, "val_loss": val_loss}


class Checkpointer:
    def __init__(self, directory):
        Path(directory).mkdir(parents=True, exist_ok=True)
        self.last = _Archivo(directory / "last.pt")
        self.best = _Archivo(directory / "best.pt")
        self.best_epoch, self.best_val_loss = None, None
        if self.best:
            viejo = self.best.leer()
            self.best_epoch, self.best_val_loss = viejo["epoch"], viejo["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        if mejor := _menor(val_loss, self.best_val_loss):
            self.best_epoch, self.best_val_loss = epoch, val_loss
        destinos = [self.last, self.best] if mejor else [self.last]
        for destino in destinos:
            destino.escribir(epoch=int(epoch), val_loss=float(val_loss),
                             net=model.state_dict(), opt=optimizer.state_dict())
        return mejor


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        match mode:
            case "min":
                self._gana, self._signo = operator.lt, -1
            case "max":
                self._gana, self._signo = operator.gt, +1
            case _:
                raise ValueError(f"mode: {mode!r}")
        if not patience >= 1:
            raise ValueError(f"patience: {patience!r}")
        self.patience = patience
        self.min_delta = min_delta
        self.best = nan
        self.bad_epochs = 0

    def step(self, value):
        primero = isnan(self.best) and not isnan(value)
        # comparar con NaN siempre da False, así que un value NaN nunca gana
        if primero or self._gana(value, self.best + self._signo * self.min_delta):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience,
        directory, device, resume=False):
    directory.mkdir(parents=True, exist_ok=True)
    last, best = _Archivo(directory / "last.pt"), _Archivo(directory / "best.pt")
    era_train = model.training
    params = [p for grupo in optimizer.param_groups for p in grupo["params"]]

    match (resume, bool(last)):
        case (True, True):
            todo = last.leer(device)
            model.load_state_dict(todo["net"])
            optimizer.load_state_dict(todo["opt"])
            train_loss, val_loss = todo["curvas"]
            best_epoch, record, malos = todo["marcador"]
        case _:
            last.borrar()
            best.borrar()
            train_loss, val_loss = [], []
            best_epoch, record, malos = None, None, 0

    while (epoch := len(val_loss) + 1) <= max_epochs and malos < patience:
        model.train()
        total = 0.0
        for inputs, targets in train_loader:
            loss = criterion(model(inputs.to(device)), targets.to(device))
            for p in params:
                p.grad = None
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        train_loss.append(total / len(train_loader.dataset))

        model.eval()
        with torch.no_grad():
            total = sum(
                criterion(model(inputs.to(device)), targets.to(device)).item() * len(inputs)
                for inputs, targets in val_loader
            )
        val_loss.append(total / len(val_loader.dataset))

        if gano := _menor(val_loss[-1], record):
            best_epoch, record, malos = epoch, val_loss[-1], 0
        else:
            malos += 1
        contenido = dict(
            epoch=epoch, val_loss=val_loss[-1], net=model.state_dict(), opt=optimizer.state_dict(),
            curvas=[train_loss, val_loss], marcador=[best_epoch, record, malos],
        )
        if gano:
            best.escribir(**contenido)
        last.escribir(**contenido)

    if best_epoch is not None:
        model.load_state_dict(best.leer(device)["net"])
    model.train(era_train)
    return dict(train_loss=train_loss, val_loss=val_loss, best_epoch=best_epoch,
                stopped_early=malos >= patience)
