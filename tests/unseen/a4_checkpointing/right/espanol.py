# En español. Lo que hace falta para reanudar vive en un JSON junto a last.pt, escrito antes que last.pt y también de
# forma atómica; al reanudar sólo se creen las épocas que last.pt confirma.
import json
import math
import os
from pathlib import Path

import torch


def _ruta_temporal(ruta):
    return ruta.parent / (ruta.stem + "_a_medias" + ruta.suffix)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    ruta = Path(path)
    foto = {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "modelo": model.state_dict(),
        "optimizador": optimizer.state_dict(),
    }
    temporal = _ruta_temporal(ruta)
    with temporal.open("wb") as archivo:
        torch.save(foto, archivo)
    os.replace(temporal, ruta)


def _comprobar(modelo, pesos):
    propios = modelo.state_dict()
    faltan = [n for n in propios if n not in pesos]
    sobran = [n for n in pesos if n not in propios]
    if faltan or sobran:
        raise RuntimeError(f"faltan {faltan} y sobran {sobran}")
    distintos = [n for n in propios if torch.is_tensor(propios[n]) and propios[n].shape != pesos[n].shape]
    if distintos:
        raise RuntimeError(f"no coinciden las formas de {distintos}")


def load_checkpoint(path, model, optimizer=None, *, device):
    ruta = Path(path)
    if not ruta.exists():
        raise FileNotFoundError(f"no existe {ruta}")
    foto = torch.load(ruta, weights_only=True, map_location=device)
    _comprobar(model, foto["modelo"])
    model.to(device)
    model.load_state_dict(foto["modelo"])
    if optimizer is not None:
        optimizer.load_state_dict(foto["optimizador"])
    return {"epoch": foto["epoch"], "val_loss": foto["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.carpeta = Path(directory)
        self.carpeta.mkdir(parents=True, exist_ok=True)
        self.último = self.carpeta / "last.pt"
        self.mejor = self.carpeta / "best.pt"
        self.best_epoch = None
        self.best_val_loss = math.inf
        if self.mejor.exists():
            foto = torch.load(self.mejor, weights_only=True, map_location="cpu")
            self.best_epoch = foto["epoch"]
            self.best_val_loss = foto["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        es_número = not math.isnan(val_loss)
        # sin un mejor anterior gana cualquier número, también un infinito
        es_mejor = es_número and (self.best_epoch is None or val_loss < self.best_val_loss)
        if es_mejor:
            save_checkpoint(self.mejor, model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save_checkpoint(self.último, model, optimizer, epoch=epoch, val_loss=val_loss)
        return es_mejor


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ["min", "max"]:
            raise ValueError("mode tiene que ser 'min' o 'max'")
        if patience < 1:
            raise ValueError("la paciencia tiene que ser al menos 1")
        self.paciencia_total = patience
        self.paciencia_restante = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None

    @property
    def bad_epochs(self):
        return self.paciencia_total - self.paciencia_restante

    def _mejora(self, valor):
        if math.isnan(valor):
            return False
        if self.best is None:
            return True
        diferencia = self.best - valor if self.mode == "min" else valor - self.best
        return diferencia > self.min_delta

    def step(self, value):
        if self._mejora(value):
            self.best = value
            self.paciencia_restante = self.paciencia_total
        else:
            self.paciencia_restante -= 1
        return self.paciencia_restante <= 0


def _guardar_historia(ruta, historia):
    temporal = ruta.with_suffix(".json.tmp")
    temporal.write_text(json.dumps(historia), encoding="utf-8")
    os.replace(temporal, ruta)


def _entrenar(modelo, cargador, criterio, optimizador, dispositivo):
    modelo.train()
    suma, cantidad = 0.0, 0
    for entradas, objetivos in cargador:
        entradas, objetivos = entradas.to(dispositivo), objetivos.to(dispositivo)
        optimizador.zero_grad()
        pérdida = criterio(modelo(entradas), objetivos)
        pérdida.backward()
        optimizador.step()
        suma += pérdida.item() * entradas.size(0)
        cantidad += entradas.size(0)
    return suma / cantidad


def _validar(modelo, cargador, criterio, dispositivo):
    modelo.eval()
    suma, cantidad = 0.0, 0
    with torch.no_grad():
        for entradas, objetivos in cargador:
            entradas, objetivos = entradas.to(dispositivo), objetivos.to(dispositivo)
            suma += criterio(modelo(entradas), objetivos).item() * entradas.size(0)
            cantidad += entradas.size(0)
    return suma / cantidad


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    carpeta = Path(directory)
    carpeta.mkdir(parents=True, exist_ok=True)
    diario = carpeta / "historia.json"
    historia = {"train_loss": [], "val_loss": [], "parada": None}
    if resume and (carpeta / "last.pt").exists():
        época = load_checkpoint(carpeta / "last.pt", model, optimizer, device=device)["epoch"]
        if diario.exists():
            historia = json.loads(diario.read_text(encoding="utf-8"))
        for nombre in ("train_loss", "val_loss"):
            historia[nombre] = historia[nombre][:época]
        if historia["parada"] is not None and historia["parada"] > época:
            historia["parada"] = None
    else:
        for viejo in (carpeta / "last.pt", diario, carpeta / "best.pt"):
            viejo.unlink(missing_ok=True)
        época = 0

    guardián = Checkpointer(carpeta)
    freno = EarlyStopping(patience)
    se_detuvo = False
    for valor in historia["val_loss"]:
        se_detuvo = freno.step(valor)
    se_detuvo = se_detuvo or historia["parada"] is not None

    while época < max_epochs and not se_detuvo:
        época += 1
        historia["train_loss"].append(_entrenar(model, train_loader, criterion, optimizer, device))
        val_loss = _validar(model, val_loader, criterion, device)
        historia["val_loss"].append(val_loss)
        se_detuvo = freno.step(val_loss)
        if se_detuvo:
            historia["parada"] = época
        _guardar_historia(diario, historia)
        guardián.update(model, optimizer, epoch=época, val_loss=val_loss)

    if guardián.best_epoch is not None:
        load_checkpoint(guardián.mejor, model, device=device)
    return {
        "train_loss": historia["train_loss"],
        "val_loss": historia["val_loss"],
        "best_epoch": guardián.best_epoch,
        "stopped_early": se_detuvo,
    }
