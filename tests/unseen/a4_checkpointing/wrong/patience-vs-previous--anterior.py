# exercise: EarlyStopping
# mistake: The count of bad epochs looks at whether the value beats the previous one, not the best.
import math
from pathlib import Path

import torch
from torch import nn


def guarda(archivo, **cosas):
    archivo = Path(archivo)
    otro = archivo.with_name("~" + archivo.name)
    torch.save(cosas, otro)
    otro.replace(archivo)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    guarda(path, epoch=epoch, val_loss=val_loss, red=model.state_dict(), opti=optimizer.state_dict())


def load_checkpoint(path, model, optimizer=None, *, device):
    cosas = torch.load(path, map_location=device, weights_only=True)
    actual = model.state_dict()
    iguales = actual.keys() == cosas["red"].keys()
    iguales = iguales and all(v.size() == actual[k].size() for k, v in cosas["red"].items())
    if not iguales:
        raise RuntimeError("la red no calza")
    model.load_state_dict(cosas["red"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(cosas["opti"])
    return {"epoch": cosas["epoch"], "val_loss": cosas["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = -1
        self.best_val_loss = float("inf")
        if (self.directory / "best.pt").is_file():
            cosas = torch.load(self.directory / "best.pt", weights_only=True, map_location="cpu")
            self.best_epoch = cosas["epoch"]
            self.best_val_loss = cosas["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        es_el_mejor = val_loss < self.best_val_loss
        if self.best_epoch == -1 and not math.isnan(val_loss):
            es_el_mejor = True
        if es_el_mejor:
            self.best_val_loss = val_loss
            self.best_epoch = epoch
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return es_el_mejor


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError
        if mode not in ["min", "max"]:
            raise ValueError
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None
        self.bad_epochs = 0
        self.valores = []

    def mejora(self, nuevo, viejo):
        if math.isnan(nuevo):
            return False
        if viejo is None or math.isnan(viejo):
            return True
        diferencia = viejo - nuevo if self.mode == "min" else nuevo - viejo
        return diferencia > self.min_delta

    def step(self, value):
        anterior = self.valores[-1] if self.valores else None
        if self.mejora(value, anterior):
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        if self.mejora(value, self.best):
            self.best = value
        self.valores.append(value)
        return self.bad_epochs >= self.patience


def pasar(model, loader, criterion, device, optimizer=None):
    aprende = optimizer is not None
    model.train() if aprende else model.eval()
    perdidas = 0.0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        with torch.set_grad_enabled(aprende):
            perdida = criterion(model(x), y)
        if aprende:
            optimizer.zero_grad()
            perdida.backward()
            optimizer.step()
        perdidas += perdida.item() * x.size(0)
    return perdidas / len(loader.dataset)


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    ultimo, mejor = directory / "last.pt", directory / "best.pt"
    tl, vl, mejor_epoca, paciencia = [], [], None, 0
    if resume and ultimo.exists():
        load_checkpoint(ultimo, model, optimizer, device=device)
        cosas = torch.load(ultimo, weights_only=True, map_location="cpu")
        tl, vl, mejor_epoca, paciencia = cosas["tl"], cosas["vl"], cosas["mejor_epoca"], cosas["paciencia"]
    else:
        for f in (ultimo, mejor):
            f.unlink(missing_ok=True)
    for epoca in range(len(vl) + 1, max_epochs + 1):
        if paciencia >= patience:
            break
        tl.append(pasar(model, train_loader, criterion, device, optimizer))
        vl.append(pasar(model, val_loader, criterion, device))
        previos = [v for v in vl[:-1] if v == v]
        if vl[-1] == vl[-1] and all(vl[-1] < v for v in previos):
            mejor_epoca, paciencia = epoca, 0
            save_checkpoint(mejor, model, optimizer, epoch=epoca, val_loss=vl[-1])
        else:
            paciencia += 1
        guarda(ultimo, epoch=epoca, val_loss=vl[-1], red=model.state_dict(), opti=optimizer.state_dict(),
               tl=tl, vl=vl, mejor_epoca=mejor_epoca, paciencia=paciencia)
    if mejor_epoca is not None:
        load_checkpoint(mejor, model, device=device)
    return {"train_loss": tl, "val_loss": vl, "best_epoch": mejor_epoca, "stopped_early": paciencia >= patience}
