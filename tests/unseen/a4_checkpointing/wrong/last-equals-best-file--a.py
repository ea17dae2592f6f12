# exercise: Checkpointer
import os
import numpy as np
import torch
from pathlib import Path

# nombres de los archivos
BEST = "best.pt"
LAST = "last.pt"
CURVAS = "curvas.txt"


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    borrador = os.fspath(path) + "_borrador"
    torch.save([1], borrador)  # si no se puede escribir, mejor saberlo antes
    torch.save({
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "W": {k: v.detach().cpu() for k, v in model.state_dict().items()},
        "opt": optimizer.state_dict(),
    }, borrador)
    os.replace(borrador, path)


def load_checkpoint(path, model, optimizer=None, *, device):
    try:
        d = torch.load(path, map_location=device, weights_only=True)
    except FileNotFoundError:
        print("no está el archivo", path)
        raise
    viejo = model.state_dict()
    assert set(viejo) == set(d["W"]), "claves distintas"
    assert all(viejo[k].shape == d["W"][k].shape for k in viejo), "formas distintas"
    model.load_state_dict(d["W"], strict=True)
    model = model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(d["opt"])
    return dict(epoch=d["epoch"], val_loss=d["val_loss"])


class Checkpointer:
    def __init__(self, directory):
        self.d = directory
        os.makedirs(directory, exist_ok=True)
        self.best_epoch = self.best_val_loss = None
        if BEST in os.listdir(directory):
            d = torch.load(os.path.join(directory, BEST), map_location="cpu", weights_only=True)
            self.best_epoch = d["epoch"]
            self.best_val_loss = d["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        anterior = self.best_val_loss
        candidatos = [v for v in (anterior, val_loss) if v is not None and v == v]
        mejor = len(candidatos) > 0 and min(candidatos) != anterior
        if mejor:
            save_checkpoint(os.path.join(self.d, BEST), model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch = epoch
            self.best_val_loss = val_loss
        save_checkpoint(os.path.join(self.d, BEST), model, optimizer, epoch=epoch, val_loss=val_loss)
        return mejor


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in "min max".split():
            raise ValueError("mode")
        if int(patience) < 1:
            raise ValueError("patience")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        v, b = (value, self.best) if self.mode == "min" else (-value, None if self.best is None else -self.best)
        if np.isnan(v):
            self.bad_epochs = self.bad_epochs + 1
        elif b is None or v < b - self.min_delta:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs = self.bad_epochs + 1
        return bool(self.bad_epochs >= self.patience)


def mejor_epoch(val):
    v = np.array(val, dtype=float)
    if len(v) == 0 or np.isnan(v).all():
        return None
    return int(np.nanargmin(v)) + 1


def se_acabo_la_paciencia(val, patience):
    m = mejor_epoch(val) or 0
    return len(val) - m >= patience


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    tr, va = [], []
    if resume and (directory / LAST).exists():
        n = load_checkpoint(directory / LAST, model, optimizer, device=device)["epoch"]
        for linea in (directory / CURVAS).read_text().splitlines()[:n]:
            a, b = linea.split()
            tr.append(float(a))
            va.append(float(b))
    else:
        for f in (LAST, BEST, CURVAS):
            if (directory / f).exists():
                os.remove(directory / f)
    while len(va) < max_epochs and not se_acabo_la_paciencia(va, patience):
        suma = 0.0
        model.train()
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            suma += loss.item() * len(y)
        tr.append(suma / len(train_loader.dataset))
        suma = 0.0
        model.eval()
        with torch.no_grad():
            for x, y in val_loader:
                x, y = x.to(device), y.to(device)
                suma += criterion(model(x), y).item() * len(y)
        va.append(suma / len(val_loader.dataset))
        e = len(va)
        with open(directory / (CURVAS + "~"), "w") as f:
            f.writelines(f"{a!r} {b!r}\n" for a, b in zip(tr, va))
        os.replace(directory / (CURVAS + "~"), directory / CURVAS)
        if mejor_epoch(va) == e:
            save_checkpoint(directory / BEST, model, optimizer, epoch=e, val_loss=va[-1])
        save_checkpoint(directory / LAST, model, optimizer, epoch=e, val_loss=va[-1])
    if mejor_epoch(va) is not None:
        load_checkpoint(directory / BEST, model, device=device)
    return {"train_loss": tr, "val_loss": va, "best_epoch": mejor_epoch(va), "stopped_early": se_acabo_la_paciencia(va, patience)}
