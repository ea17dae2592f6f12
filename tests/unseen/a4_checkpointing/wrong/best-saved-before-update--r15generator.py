# exercise: fit
# mistake: fit's epoch generator photographs the weights before the epoch's updates, so the model ends with those of the epoch before the best one
import contextlib
import copy
import io
import itertools
import json
import math
import os
import tempfile
from pathlib import Path

import torch
from torch import nn


def pack(model, optimizer, epoch, val_loss):
    parts = {"model_state_dict": model, "optimizer_state_dict": optimizer}
    return {"epoch": epoch, "val_loss": val_loss, **{name: part.state_dict() for name, part in parts.items()}}


def dump(obj, path):
    hidden = path.parent / f".{path.name}.{os.getpid()}"
    with open(hidden, "wb") as file:
        torch.save(obj, file)
    hidden.rename(path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    dump(pack(model, optimizer, epoch, val_loss), path)


def revisar(model, pesos):
    actuales = model.state_dict()
    if actuales.keys() != pesos.keys():
        sobran_o_faltan = sorted(actuales.keys() ^ pesos.keys())
        raise RuntimeError(f"claves que no coinciden: {sobran_o_faltan}")
    for nombre, tensor in actuales.items():
        if tensor.shape != pesos[nombre].shape:
            raise RuntimeError(f"{nombre}: {tuple(pesos[nombre].shape)} no cabe en {tuple(tensor.shape)}")


def load_checkpoint(path, model, optimizer=None, *, device):
    ckpt = torch.load(path, map_location="cpu", weights_only=True)
    revisar(model, ckpt["model_state_dict"])
    model.to(device)
    model.load_state_dict(ckpt["model_state_dict"])
    if optimizer is not None:
        optimizer.load_state_dict(ckpt["optimizer_state_dict"])
    epoch, val_loss = ckpt["epoch"], ckpt["val_loss"]
    return {"epoch": epoch, "val_loss": val_loss}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        if (self.directory / "best.pt").exists():
            old = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = old["epoch"], old["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        is_best = not math.isnan(val_loss) and (self.best_val_loss is None or val_loss < self.best_val_loss)
        if is_best:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("patience debe ser al menos 1")
        if mode == "min":
            self.mejora = lambda nuevo, viejo: viejo - nuevo > min_delta
        elif mode == "max":
            self.mejora = lambda nuevo, viejo: nuevo - viejo > min_delta
        else:
            raise ValueError("mode debe ser min o max")
        self.patience = patience
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        if value == value and (self.best is None or self.mejora(value, self.best)):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs = self.bad_epochs + 1
        if self.bad_epochs >= self.patience:
            return True
        else:
            return False


def one_pass(model, loader, criterion, device, update=None):
    total, count = 0.0, 0
    for inputs, targets in loader:
        loss = criterion(model(inputs.to(device)), targets.to(device))
        if update is not None:
            update(loss)
        total, count = total + float(loss.detach()) * targets.shape[0], count + targets.shape[0]
    return total / count


def snapshot(model):
    return {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}


def epochs(model, train_loader, val_loader, criterion, optimizer, device, *, first, last):
    """Yield (epoch, train_loss, val_loss, weights), one epoch at a time."""

    def update(loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    for epoch in range(first, last + 1):
        model.train()
        weights = snapshot(model)  # this epoch's weights, in case it turns out to be the best
        train_loss = one_pass(model, train_loader, criterion, device, update)
        model.eval()
        with torch.inference_mode():
            val_loss = one_pass(model, val_loader, criterion, device)
        yield epoch, train_loss, val_loss, weights


def fit(
    model,
    train_loader,
    val_loader,
    criterion,
    optimizer,
    *,
    max_epochs,
    patience,
    directory,
    device,
    resume=False,
):
    was_training = model.training
    keeper = None
    directory = Path(directory)
    log = directory / "log.json"
    history, done, best_weights = {"train_loss": [], "val_loss": []}, 0, None
    if resume and (directory / "last.pt").exists():
        done = load_checkpoint(directory / "last.pt", model, optimizer, device=device)["epoch"]
        history = {key: values[:done] for key, values in json.loads(log.read_text()).items()}
        if (directory / "best.pt").exists():
            best_weights = torch.load(directory / "best.pt", map_location=device, weights_only=True)["model_state_dict"]
    else:
        for name in ("last.pt", "best.pt", "log.json"):
            (directory / name).unlink(missing_ok=True)
    keeper = Checkpointer(directory)
    stopper = EarlyStopping(patience)
    stop = any([stopper.step(value) for value in history["val_loss"]])

    if not stop:
        stream = epochs(
            model, train_loader, val_loader, criterion, optimizer, device, first=done + 1, last=max_epochs
        )
        for epoch, train_loss, val_loss, weights in stream:
            history["train_loss"].append(train_loss)
            history["val_loss"].append(val_loss)
            (directory / "log.tmp").write_text(json.dumps(history))
            os.replace(directory / "log.tmp", log)
            if keeper.update(model, optimizer, epoch=epoch, val_loss=val_loss):
                best_weights = weights
            stop = stopper.step(val_loss)
            if stop:
                break

    best_epoch = None
    if best_weights is not None:
        model.load_state_dict(best_weights)
        best_epoch = keeper.best_epoch
    model.train(was_training)
    return dict(**history, best_epoch=best_epoch, stopped_early=stop)
