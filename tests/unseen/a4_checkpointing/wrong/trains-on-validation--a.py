# exercise: fit
"""fit arma todo con Checkpointer y EarlyStopping, y guarda el resto en estado.json."""
import json
import math
from pathlib import Path

import numpy as np
import torch


def reemplazar(path: Path, escribir) -> None:
    """Escribe al lado y después cambia el nombre."""
    nuevo = path.parent / f"~{path.name}"
    escribir(nuevo)
    nuevo.replace(path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    contenido = {"epoch": epoch, "val_loss": val_loss}
    contenido |= {"pesos": model.state_dict(), "optimizador": optimizer.state_dict()}
    reemplazar(Path(path), lambda p: torch.save(contenido, p))


def load_checkpoint(path, model, optimizer=None, *, device):
    contenido = torch.load(path, map_location=torch.device("cpu"), weights_only=True)
    pesos, propios = contenido.pop("pesos"), model.state_dict()
    distintos = set(pesos) ^ set(propios) | {k for k in set(pesos) & set(propios) if pesos[k].shape != propios[k].shape}
    if distintos:
        raise KeyError(f"no calzan: {sorted(distintos)}")
    with torch.no_grad():
        for nombre, tensor in propios.items():
            tensor.copy_(pesos[nombre])
    model.to(device)
    estado_opt = contenido.pop("optimizador")
    if optimizer is not None:
        optimizer.load_state_dict(estado_opt)
    return contenido


class Checkpointer:
    def __init__(self, directory):
        self.carpeta = Path(directory)
        self.carpeta.mkdir(parents=True, exist_ok=True)
        self.registro = self.carpeta / "mejor.json"
        datos = json.loads(self.registro.read_text()) if self.registro.exists() else {}
        self.best_epoch = datos.get("epoch")
        self.best_val_loss = datos.get("val_loss", math.inf)

    def update(self, model, optimizer, *, epoch, val_loss):
        guardar = lambda nombre: save_checkpoint(self.carpeta / nombre, model, optimizer, epoch=epoch, val_loss=val_loss)
        primera_vez = self.best_epoch is None and not math.isnan(val_loss)
        mejor = primera_vez or val_loss < self.best_val_loss
        if mejor:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            guardar("best.pt")
            texto = json.dumps({"epoch": epoch, "val_loss": val_loss})
            reemplazar(self.registro, lambda p: p.write_text(texto))
        guardar("last.pt")
        return mejor


class EarlyStopping:
    """Cuenta hacia atrás: cuando la paciencia llega a cero hay que parar."""

    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ["min", "max"]:
            raise ValueError(f"mode desconocido: {mode!r}")
        if patience <= 0:
            raise ValueError("patience tiene que ser positivo")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.queda = patience
        self.best = None

    @property
    def bad_epochs(self):
        return self.patience - self.queda

    def step(self, value):
        if not np.isnan(value):
            diferencia = math.inf if self.best is None else (self.best - value) * (1 if self.mode == "min" else -1)
            if diferencia > self.min_delta:
                self.best = value
                self.queda = self.patience
                return False
        self.queda -= 1
        return self.queda <= 0


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    bitacora = directory / "estado.json"
    if not (resume and (directory / "last.pt").exists()):
        for sobra in ("last.pt", "best.pt", "mejor.json", "estado.json"):
            (directory / sobra).unlink(missing_ok=True)
        hecho = 0
    else:
        hecho = load_checkpoint(directory / "last.pt", model, optimizer, device=device)["epoch"]

    checkpointer = Checkpointer(directory)
    parada = EarlyStopping(patience)
    curvas = {"train_loss": [], "val_loss": []}
    parar, mejor = False, None
    if hecho:
        curvas = {k: v[:hecho] for k, v in json.loads(bitacora.read_text()).items()}
        for i, v in enumerate(curvas["val_loss"]):
            parar = parada.step(v)
            if parada.best is not None and parada.bad_epochs == 0:
                mejor = i + 1
        # lo que diga el registro puede ser de un epoch que no alcanzó a terminar
        checkpointer.best_epoch = mejor
        checkpointer.best_val_loss = math.inf if mejor is None else curvas["val_loss"][mejor - 1]

    def un_epoch(loader, entrenando):
        model.train(entrenando)
        perdidas, pesos = [], []
        for x, t in loader:
            x, t = x.to(device), t.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), t)
            loss.backward()
            optimizer.step()
            perdidas.append(loss.item())
            pesos.append(len(t))
        return float(np.average(perdidas, weights=pesos))

    for epoch in range(hecho + 1, max_epochs + 1):
        if parar:
            break
        curvas["train_loss"].append(un_epoch(train_loader, True))
        curvas["val_loss"].append(un_epoch(val_loader, False))
        parar = parada.step(curvas["val_loss"][-1])
        texto = json.dumps(curvas)
        reemplazar(bitacora, lambda p: p.write_text(texto))
        if checkpointer.update(model, optimizer, epoch=epoch, val_loss=curvas["val_loss"][-1]):
            mejor = epoch
    if mejor is not None:
        load_checkpoint(directory / "best.pt", model, device=device)
    return dict(curvas, best_epoch=mejor, stopped_early=parar)
