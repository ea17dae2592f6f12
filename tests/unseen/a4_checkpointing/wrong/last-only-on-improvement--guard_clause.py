# exercise: Checkpointer
# mistake: a guard clause returns False for an epoch that did not improve before last.pt is written, so last.pt stays at the best epoch.
import math
import os

import torch
from torch import nn


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    datos = {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    temporal = path.with_name(path.name + ".tmp")
    torch.save(datos, temporal)
    os.replace(temporal, path)


def _shapes(state):
    return {name: tuple(tensor.shape) for name, tensor in state.items()}


def load_checkpoint(path, model, optimizer=None, *, device):
    if not path.is_file():
        raise FileNotFoundError(path)
    saved = torch.load(path, map_location=device, weights_only=True)
    if _shapes(saved["model"]) != _shapes(model.state_dict()):
        raise ValueError("the checkpoint is of another network")
    model.to(device).load_state_dict(saved["model"])
    if optimizer is not None:
        optimizer.load_state_dict(saved["optimizer"])
    return {"epoch": saved["epoch"], "val_loss": saved["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.best_epoch = None
        self.best_val_loss = None
        if (directory / "best.pt").exists():
            previo = torch.load(directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = previo["epoch"], previo["val_loss"]

    def _es_mejor(self, val_loss):
        if math.isnan(val_loss):
            return False
        return self.best_val_loss is None or val_loss < self.best_val_loss

    def update(self, model, optimizer, *, epoch, val_loss):
        if not self._es_mejor(val_loss):
            return False

        self.best_epoch = epoch
        self.best_val_loss = val_loss
        for archivo in ("best.pt", "last.pt"):
            save_checkpoint(self.directory / archivo, model, optimizer, epoch=epoch, val_loss=val_loss)
        return True


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("mode tiene que ser min o max")
        if patience < 1:
            raise ValueError("patience tiene que ser al menos 1")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None
        self.bad_epochs = 0

    def _mejora(self, value):
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        if self.mode == "min":
            return self.best - value > self.min_delta
        return value - self.best > self.min_delta

    def step(self, value):
        if self._mejora(value):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _mean_loss(model, loader, criterion, device, optimizer=None):
    """Mean loss per sample over the loader; updates the model if there is an optimizer."""
    training = optimizer is not None
    model.train(training)
    total, count = 0.0, 0
    with torch.set_grad_enabled(training):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * x.shape[0]
            count += x.shape[0]
    return total / count


def _save_rows(rows, path):
    temporary = path.with_suffix(".new")
    torch.save(rows, temporary)
    os.replace(temporary, path)


def fit(
    model, train_loader, val_loader, criterion, optimizer, *,
    max_epochs, patience, directory, device, resume=False,
):
    curves = directory / "curves.pt"
    rows = []  # one (train, val) per finished epoch
    if resume and (directory / "last.pt").exists() and curves.exists():
        done = load_checkpoint(directory / "last.pt", model, optimizer, device=device)["epoch"]
        rows = torch.load(curves, weights_only=True)[:done]
    else:
        for name in ("last.pt", "curves.pt", "best.pt"):
            (directory / name).unlink(missing_ok=True)

    keeper = Checkpointer(directory)
    patience_left = EarlyStopping(patience)
    stop = False
    for _, val in rows:
        stop = patience_left.step(val)

    for epoch in range(len(rows) + 1, max_epochs + 1):
        if stop:
            break
        train = _mean_loss(model, train_loader, criterion, device, optimizer)
        val = _mean_loss(model, val_loader, criterion, device)
        rows.append((train, val))
        _save_rows(rows, curves)
        keeper.update(model, optimizer, epoch=epoch, val_loss=val)
        stop = patience_left.step(val)

    numbered = [(val, epoch) for epoch, (_, val) in enumerate(rows, 1) if not math.isnan(val)]
    best_epoch = min(numbered)[1] if numbered else None
    if best_epoch is not None:
        load_checkpoint(directory / "best.pt", model, device=device)
    return {
        "train_loss": [t for t, _ in rows],
        "val_loss": [v for _, v in rows],
        "best_epoch": best_epoch,
        "stopped_early": stop,
    }
