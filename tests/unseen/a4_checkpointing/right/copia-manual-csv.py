# %%
import csv
import os
from pathlib import Path

import torch
from torch import nn


def mudar(path, escribir):
    aparte = path.with_name(f"{path.stem}.mudanza{path.suffix}")
    escribir(aparte)
    os.replace(aparte, path)


def es_nan(x):
    return x != x


# %%
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    tensores = {}
    for nombre, tensor in model.state_dict().items():
        tensores[nombre] = tensor.detach().cpu().clone()
    contenido = {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "tensores": tensores,
        "optimizer": optimizer.state_dict(),
    }
    mudar(path, lambda aparte: torch.save(contenido, aparte))


# %%
def load_checkpoint(path, model, optimizer=None, *, device):
    contenido = torch.load(path, map_location="cpu", weights_only=True)
    guardado = contenido["tensores"]

    # los tensores de state_dict() son los de la red: escribir en ellos es escribir en ella
    destino = model.state_dict()
    if sorted(destino) != sorted(guardado):
        raise ValueError("los nombres de los tensores no son los mismos")
    for nombre in destino:
        if tuple(destino[nombre].shape) != tuple(guardado[nombre].shape):
            raise ValueError(f"otra forma en {nombre}")

    model.to(device)
    with torch.no_grad():
        for nombre, tensor in model.state_dict().items():
            tensor.copy_(guardado[nombre])
    if optimizer is not None:
        optimizer.load_state_dict(contenido["optimizer"])
    return {"epoch": contenido["epoch"], "val_loss": contenido["val_loss"]}


# %%
class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = float("nan")
        if self.archivo("best").is_file():
            anterior = torch.load(self.archivo("best"), map_location="cpu", weights_only=True)
            self.best_epoch = anterior["epoch"]
            self.best_val_loss = anterior["val_loss"]

    def archivo(self, cual):
        return self.directory / f"{cual}.pt"

    def update(self, model, optimizer, *, epoch, val_loss):
        # "no es mayor o igual" sería cierto con NaN: por eso se pregunta aparte
        gana = not es_nan(val_loss) and (es_nan(self.best_val_loss) or val_loss < self.best_val_loss)
        if gana:
            self.best_epoch = epoch
            self.best_val_loss = val_loss
        for cual, toca in (("best", gana), ("last", True)):
            if toca:
                save_checkpoint(self.archivo(cual), model, optimizer, epoch=epoch, val_loss=val_loss)
        return gana


# %%
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1 or mode not in ("min", "max"):
            raise ValueError("patience >= 1 y mode en ('min', 'max')")
        self.patience = patience
        self.min_delta = min_delta
        self.maximizar = mode == "max"
        self.best = None
        self.bad_epochs = 0

    def mejora(self, value):
        if es_nan(value):
            return False
        if self.best is None:
            return True
        viejo, nuevo = (self.best, value) if self.maximizar else (value, self.best)
        return nuevo - viejo > self.min_delta

    def step(self, value):
        if self.mejora(value):
            self.best = value
            self.bad_epochs = 0
            return False
        self.bad_epochs += 1
        return self.bad_epochs >= self.patience


# %%
CAMPOS = ["epoch", "train_loss", "val_loss"]


def escribir_csv(path, filas):
    def escribir(aparte):
        with open(aparte, "w", newline="") as f:
            tabla = csv.writer(f)
            tabla.writerow(CAMPOS)
            tabla.writerows([n, repr(t), repr(v)] for n, (t, v) in enumerate(filas, start=1))

    mudar(path, escribir)


def leer_csv(path, hasta):
    with open(path, newline="") as f:
        filas = [(float(fila["train_loss"]), float(fila["val_loss"])) for fila in csv.DictReader(f)]
    return filas[:hasta]


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience,
        directory, device, resume=False):
    modo = model.training
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best, tabla = directory / "last.pt", directory / "best.pt", directory / "history.csv"

    filas, epoch = [], 0
    if resume and last.exists():
        epoch = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        filas = leer_csv(tabla, hasta=epoch)
    else:
        for viejo in (last, best, tabla):
            viejo.unlink(missing_ok=True)

    stopping = EarlyStopping(patience)
    best_epoch = None
    for n, (_, val_loss) in enumerate(filas, start=1):
        stopping.step(val_loss)
        if stopping.bad_epochs == 0:
            best_epoch = n

    while epoch < max_epochs and stopping.bad_epochs < patience:
        epoch += 1
        promedios = []
        for loader, entrenando in [(train_loader, True), (val_loader, False)]:
            model.train(entrenando)
            suma = 0.0
            for inputs, targets in loader:
                inputs = inputs.to(device)
                targets = targets.to(device)
                if entrenando:
                    optimizer.zero_grad()
                    loss = criterion(model(inputs), targets)
                    loss.backward()
                    optimizer.step()
                else:
                    with torch.no_grad():
                        loss = criterion(model(inputs), targets)
                suma += loss.item() * len(inputs)
            promedios.append(suma / len(loader.dataset))
        filas.append(tuple(promedios))
        val_loss = promedios[1]
        stopping.step(val_loss)

        escribir_csv(tabla, filas)
        if stopping.bad_epochs == 0:
            best_epoch = epoch
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(last, model, optimizer, epoch=epoch, val_loss=val_loss)

    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    model.train(modo)
    return {
        "train_loss": [t for t, _ in filas],
        "val_loss": [v for _, v in filas],
        "best_epoch": best_epoch,
        "stopped_early": stopping.bad_epochs >= patience,
    }
