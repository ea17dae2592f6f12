# Tarea 4 - checkpoints y early stopping
# Vengo de Keras: aquí los callbacks y los "logs" los armo a mano.
import math
import os
from pathlib import Path

import torch
from torch import nn


def _pack(model, optimizer, epoch, val_loss, **more):
    logs = {"epoch": int(epoch), "val_loss": float(val_loss)}
    logs["weights"] = model.state_dict()
    logs["optimizer"] = optimizer.state_dict()
    logs.update(more)
    return logs


def _dump(logs, path):
    # primero a un archivo de al lado y después se le cambia el nombre
    part = path.with_name(path.name + ".part")
    torch.save(logs, part)
    os.replace(part, path)


def _shapes(weights):
    return {name: tuple(w.shape) for name, w in weights.items()}


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _dump(_pack(model, optimizer, epoch, val_loss), Path(path))


def load_checkpoint(path, model, optimizer=None, *, device):
    logs = torch.load(path, map_location=device, weights_only=True)
    if _shapes(logs["weights"]) != _shapes(model.state_dict()):
        raise ValueError("los pesos guardados son de otra arquitectura")
    model.to(device)
    model.load_state_dict(logs["weights"])
    if optimizer is not None:
        optimizer.load_state_dict(logs["optimizer"])
    return {"epoch": logs["epoch"], "val_loss": logs["val_loss"]}


class Checkpointer:
    """Como ModelCheckpoint(save_best_only=True) más uno que guarda siempre."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        best = self.directory / "best.pt"
        if best.exists():
            logs = torch.load(best, map_location="cpu", weights_only=True)
            self.best_epoch = logs["epoch"]
            self.best_val_loss = logs["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        logs = _pack(model, optimizer, epoch, val_loss)
        improved = not math.isnan(val_loss) and (
            self.best_val_loss is None or val_loss < self.best_val_loss
        )
        if improved:
            self.best_epoch = epoch
            self.best_val_loss = val_loss
            _dump(logs, self.directory / "best.pt")
        _dump(logs, self.directory / "last.pt")
        return improved


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("patience tiene que ser al menos 1")
        if mode not in ("min", "max"):
            raise ValueError("mode es 'min' o 'max'")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None
        self.bad_epochs = 0

    def _is_improvement(self, value):
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        if self.mode == "min":
            return self.best - value > self.min_delta
        return value - self.best > self.min_delta

    def step(self, value):
        if self._is_improvement(value):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


class _History:
    """El callback History: junta las curvas."""

    def __init__(self):
        self.state = {"train_loss": [], "val_loss": []}

    def on_epoch_end(self, epoch, logs):
        for name, curve in self.state.items():
            curve.append(logs[name])


class _BestAndPatience:
    """ModelCheckpoint y EarlyStopping en un solo callback."""

    def __init__(self):
        self.state = {"best": None, "best_epoch": None, "wait": 0}

    def on_epoch_end(self, epoch, logs):
        value, best = logs["val_loss"], self.state["best"]
        if not math.isnan(value) and (best is None or value < best):
            self.state = {"best": value, "best_epoch": epoch, "wait": 0}
        else:
            self.state["wait"] += 1


def _one_epoch(model, loader, criterion, device, optimizer=None):
    model.train(optimizer is not None)
    total = 0.0
    with torch.set_grad_enabled(optimizer is not None):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(x)
    return total / len(loader.dataset)


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience,
        directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    mode_before = model.training
    callbacks = {"history": _History(), "watcher": _BestAndPatience()}
    initial_epoch = 0

    if resume and last.exists():
        logs = torch.load(last, map_location=device, weights_only=True)
        model.load_state_dict(logs["weights"])
        optimizer.load_state_dict(logs["optimizer"])
        initial_epoch = logs["epoch"]
        for name, callback in callbacks.items():
            callback.state = logs["callbacks"][name]
    else:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)

    watcher = callbacks["watcher"]
    for epoch in range(initial_epoch + 1, max_epochs + 1):
        if watcher.state["wait"] >= patience:
            break
        logs = {"train_loss": _one_epoch(model, train_loader, criterion, device, optimizer)}
        logs["val_loss"] = _one_epoch(model, val_loader, criterion, device)
        for callback in callbacks.values():
            callback.on_epoch_end(epoch, logs)
        states = {name: callback.state for name, callback in callbacks.items()}
        packed = _pack(model, optimizer, epoch, logs["val_loss"], callbacks=states)
        # best antes que last: si se corta entre los dos, el epoch se repite completo
        if watcher.state["best_epoch"] == epoch:
            _dump(packed, best)
        _dump(packed, last)

    if watcher.state["best_epoch"] is not None:
        weights = torch.load(best, map_location=device, weights_only=True)["weights"]
        model.load_state_dict(weights)
    model.train(mode_before)
    return {
        **callbacks["history"].state,
        "best_epoch": watcher.state["best_epoch"],
        "stopped_early": watcher.state["wait"] >= patience,
    }
