# %% Tarea 4, estilo funcional: funciones chicas y casi nada de estado
import json
from functools import partial, reduce
from math import isnan
from pathlib import Path

import torch
from torch import nn


def _escribir(path, escribe):
    """Llama a `escribe(borrador)` y solo si no falló el borrador pasa a ser `path`."""
    borrador = path.with_name(path.name + "~")
    escribe(borrador)
    borrador.replace(path)


def _firma(estado):
    return sorted((nombre, *tensor.shape) for nombre, tensor in estado.items())


# %%
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    contenido = dict(
        epoch=int(epoch),
        val_loss=float(val_loss),
        red=model.state_dict(),
        optimizador=optimizer.state_dict(),
    )
    _escribir(path, partial(torch.save, contenido))


# %%
def load_checkpoint(path, model, optimizer=None, *, device):
    contenido = torch.load(path, map_location=device, weights_only=True)
    estado_red, estado_opt = map(contenido.pop, ("red", "optimizador"))
    if _firma(estado_red) != _firma(model.state_dict()):
        raise RuntimeError("el checkpoint no es de una red como esta")
    model.to(device).load_state_dict(estado_red)
    optimizer is not None and optimizer.load_state_dict(estado_opt)
    return {k: contenido[k] for k in ("epoch", "val_loss")}


# %%
class Checkpointer:
    """Su única memoria es best.pt: cada vez que la necesita, la lee del disco."""

    def __init__(self, directory):
        self._directory = Path(directory)
        self._directory.mkdir(parents=True, exist_ok=True)

    def _leer(self, clave):
        best = self._directory / "best.pt"
        if not best.exists():
            return None
        return torch.load(best, map_location="cpu", weights_only=True)[clave]

    best_epoch = property(lambda self: self._leer("epoch"))
    best_val_loss = property(lambda self: self._leer("val_loss"))

    def update(self, model, optimizer, *, epoch, val_loss):
        campeon = self.best_val_loss
        gana = not isnan(val_loss) and (campeon is None or val_loss < campeon)
        for nombre in ["best.pt"] * gana + ["last.pt"]:
            save_checkpoint(self._directory / nombre, model, optimizer, epoch=epoch, val_loss=val_loss)
        return gana


# %%
class EarlyStopping:
    _mejoras = {
        "min": lambda best, value, delta: best - value > delta,
        "max": lambda best, value, delta: value - best > delta,
    }

    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in self._mejoras or patience < 1:
            raise ValueError(f"patience={patience!r}, mode={mode!r}")
        self.patience, self.min_delta = patience, min_delta
        self._mejora = self._mejoras[mode]
        self.best, self.bad_epochs = None, 0

    def step(self, value):
        if not isnan(value) and (self.best is None or self._mejora(self.best, value, self.min_delta)):
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


# %%
def _entrena_batch(model, criterion, optimizer, x, y):
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


def _mira_batch(model, criterion, x, y):
    return criterion(model(x), y).item()


def _promedio(loader, device, por_batch):
    pares = ((x.to(device), y.to(device)) for x, y in loader)
    return sum(por_batch(x, y) * len(x) for x, y in pares) / len(loader.dataset)


def _resumen(val_losses):
    """(mejor epoch, mejor loss, epochs sin mejora) de una lista de losses de validación."""
    def paso(acumulado, par):
        _, mejor, malos = acumulado
        epoch, loss = par
        if not isnan(loss) and (mejor is None or loss < mejor):
            return epoch, loss, 0
        return acumulado[0], mejor, malos + 1

    return reduce(paso, enumerate(val_losses, start=1), (None, None, 0))


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience,
        directory, device, resume=False):
    modo = model.training
    directory.mkdir(parents=True, exist_ok=True)
    last, best, curvas = (directory / n for n in ("last.pt", "best.pt", "curvas.json"))

    train_loss, val_loss = [], []
    if resume and last.exists():
        n = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        train_loss, val_loss = (curva[:n] for curva in json.loads(curvas.read_text()))
    else:
        for viejo in (last, best, curvas):
            viejo.unlink(missing_ok=True)
    optimizer.zero_grad()  # por si venían gradientes de antes

    while len(val_loss) < max_epochs and _resumen(val_loss)[2] < patience:
        model.train()
        train_loss.append(_promedio(train_loader, device, partial(_entrena_batch, model, criterion, optimizer)))
        model.eval()
        with torch.no_grad():
            val_loss.append(_promedio(val_loader, device, partial(_mira_batch, model, criterion)))

        # las curvas van primero y last.pt al final: un corte entre medio solo repite el epoch
        _escribir(curvas, lambda borrador: borrador.write_text(json.dumps([train_loss, val_loss])))
        guardar = partial(save_checkpoint, model=model, optimizer=optimizer,
                          epoch=len(val_loss), val_loss=val_loss[-1])
        if _resumen(val_loss)[0] == len(val_loss):
            guardar(best)
        guardar(last)

    mejor_epoch, _, malos = _resumen(val_loss)
    if mejor_epoch is not None:
        load_checkpoint(best, model, device=device)
    model.train(modo)
    return dict(train_loss=train_loss, val_loss=val_loss, best_epoch=mejor_epoch,
                stopped_early=malos >= patience)
