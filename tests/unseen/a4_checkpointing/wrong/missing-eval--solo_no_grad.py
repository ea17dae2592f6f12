# exercise: fit
# mistake: Validation runs without gradients but in train mode: Dropout stays on and BatchNorm learns from validation data.
import copy
import math
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Optional

import torch


@dataclass
class Progreso:
    train_loss: list = field(default_factory=list)
    val_loss: list = field(default_factory=list)
    best_epoch: Optional[int] = None
    bad: int = 0

    @property
    def epoch(self):
        return len(self.val_loss)

    def anotar(self, tl, vl):
        self.train_loss.append(tl)
        self.val_loss.append(vl)
        referencia = None if self.best_epoch is None else self.val_loss[self.best_epoch - 1]
        if vl == vl and (referencia is None or vl < referencia):
            self.best_epoch, self.bad = self.epoch, 0
        else:
            self.bad += 1


def _guardar(path, contenido):
    aux = Path(path).with_suffix(".aux")
    torch.save(contenido, aux)
    aux.replace(path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _guardar(path, {"epoch": epoch, "val_loss": val_loss, "m": model.state_dict(), "o": optimizer.state_dict()})


def load_checkpoint(path, model, optimizer=None, *, device):
    c = torch.load(path, map_location=device, weights_only=True)
    respaldo = copy.deepcopy(model.state_dict())
    try:
        model.load_state_dict(c["m"], strict=True)
    except RuntimeError:
        model.load_state_dict(respaldo)
        raise
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(c["o"])
    return {"epoch": c["epoch"], "val_loss": c["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch, self.best_val_loss = None, math.nan
        try:
            c = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = c["epoch"], c["val_loss"]
        except FileNotFoundError:
            pass

    def update(self, model, optimizer, *, epoch, val_loss):
        is_best = not math.isnan(val_loss) and not (val_loss >= self.best_val_loss)
        if is_best:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode == "min":
            self._mejor = lambda nuevo, viejo: viejo - nuevo > min_delta
        elif mode == "max":
            self._mejor = lambda nuevo, viejo: nuevo - viejo > min_delta
        else:
            raise ValueError("mode debe ser min o max")
        if patience < 1:
            raise ValueError("patience debe ser 1 o más")
        self.patience = patience
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        self.bad_epochs += 1
        if not math.isnan(value) and (self.best is None or self._mejor(value, self.best)):
            self.best = value
            self.bad_epochs = 0
        return self.bad_epochs >= self.patience


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    p = Progreso()
    if resume and last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        p = Progreso(**torch.load(last, map_location="cpu", weights_only=True)["progreso"])
    else:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)
    while p.epoch < max_epochs and p.bad < patience:
        model.train()
        suma = 0.0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(x)
        suma_val = 0.0
        with torch.no_grad():
            for x, y in val_loader:
                x, y = x.to(device), y.to(device)
                suma_val += criterion(model(x), y).item() * len(x)
        p.anotar(suma / len(train_loader.dataset), suma_val / len(val_loader.dataset))
        if p.best_epoch == p.epoch:
            save_checkpoint(best, model, optimizer, epoch=p.epoch, val_loss=p.val_loss[-1])
        _guardar(last, {"epoch": p.epoch, "val_loss": p.val_loss[-1], "m": model.state_dict(),
                        "o": optimizer.state_dict(), "progreso": asdict(p)})
    if p.best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {"train_loss": p.train_loss, "val_loss": p.val_loss, "best_epoch": p.best_epoch,
            "stopped_early": p.bad >= patience}
