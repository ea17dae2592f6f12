# exercise: Checkpointer
# Tarea 4. Todo lo que necesita resume va dentro del mismo last.pt, en la clave "extra".
import math, os, tempfile
from pathlib import Path
import torch


def _guardar(path, model, optimizer, epoch, val_loss, extra=None):
    path = Path(path)
    fd, tmp = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(fd, "wb") as f:
        torch.save({"epoch": int(epoch), "val_loss": float(val_loss), "red": model.state_dict(),
                    "opt": optimizer.state_dict(), "extra": extra or {}}, f)
        f.flush()
        os.fsync(f.fileno())
    os.replace(tmp, path)


def _calza(model, estado):
    mio = {k: tuple(v.shape) for k, v in model.state_dict().items()}
    suyo = {k: tuple(v.shape) for k, v in estado.items()}
    return mio == suyo


def _leer(path, model, optimizer, device):
    if not Path(path).is_file():
        raise FileNotFoundError(f"No existe {path}")
    c = torch.load(path, map_location=device)
    if not _calza(model, c["red"]):
        raise RuntimeError("La red no es la del checkpoint")
    model.load_state_dict(c["red"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(c["opt"])
    return c


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _guardar(path, model, optimizer, epoch, val_loss)


def load_checkpoint(path, model, optimizer=None, *, device):
    c = _leer(path, model, optimizer, device)
    return {k: c[k] for k in ("epoch", "val_loss")}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        os.makedirs(self.directory, exist_ok=True)
        self.best_epoch, self.best_val_loss = 0, 0
        if (self.directory / "best.pt").exists():
            c = torch.load(self.directory / "best.pt", map_location="cpu")
            self.best_epoch, self.best_val_loss = c["epoch"], c["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss, extra=None):
        if val_loss != val_loss:
            mejor = False
        else:
            mejor = val_loss < self.best_val_loss
        if mejor:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            _guardar(self.directory / "best.pt", model, optimizer, epoch, val_loss, extra)
        _guardar(self.directory / "last.pt", model, optimizer, epoch, val_loss, extra)
        return mejor


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1 or mode not in {"min", "max"}:
            raise ValueError("patience >= 1 y mode en {min, max}")
        self.patience, self.min_delta = patience, min_delta
        self.signo = 1 if mode == "min" else -1
        self.best = math.nan
        self.bad_epochs = 0

    def step(self, value):
        hay = self.best == self.best
        if value == value and (not hay or self.signo * (self.best - value) > self.min_delta):
            self.best, self.bad_epochs = value, 0
            return False
        self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _epoch(model, loader, criterion, device, optimizer=None):
    entrenar = optimizer is not None
    model.train(entrenar)
    suma = n = 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        with torch.set_grad_enabled(entrenar):
            loss = criterion(model(x), y)
        if entrenar:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        suma += loss.item() * x.shape[0]
        n += x.shape[0]
    return suma / n


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    h = {"train_loss": [], "val_loss": [], "best_epoch": None, "stopped_early": False}
    malos = 0
    if resume and (directory / "last.pt").exists():
        c = _leer(directory / "last.pt", model, optimizer, device)
        h, malos = c["extra"]["h"], c["extra"]["malos"]
    elif directory.exists():
        for viejo in ("best.pt", "last.pt"):
            if (directory / viejo).exists():
                os.remove(directory / viejo)
    ck = Checkpointer(directory)
    # si se cortó entre best.pt y last.pt, el mejor de verdad es el que dice la historia
    ck.best_epoch = h["best_epoch"]
    ck.best_val_loss = h["val_loss"][ck.best_epoch - 1] if ck.best_epoch else math.inf
    for epoch in range(len(h["val_loss"]) + 1, max_epochs + 1):
        if malos >= patience:
            break
        h["train_loss"].append(_epoch(model, train_loader, criterion, device, optimizer))
        v = _epoch(model, val_loader, criterion, device)
        h["val_loss"].append(v)
        if v == v and v < ck.best_val_loss:
            malos, h["best_epoch"] = 0, epoch
        else:
            malos += 1
        h["stopped_early"] = malos >= patience
        ck.update(model, optimizer, epoch=epoch, val_loss=v, extra={"h": h, "malos": malos})
    h["stopped_early"] = malos >= patience
    if h["best_epoch"] is not None:
        load_checkpoint(directory / "best.pt", model, device=device)
    return h
