# Unusual: what resuming needs sits in a zip file beside last.pt, rules are descriptors, and the optimizer is rehearsed on a copy.
import copy
import json
import math
import os
import zipfile
from pathlib import Path

import torch
from torch import nn


class AtLeast:
    """Descriptor: an attribute that may not go below a bound."""

    def __init__(self, bound):
        self.bound = bound

    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.name)

    def __set__(self, instance, value):
        if value < self.bound:
            raise ValueError(f"{self.name[1:]} must be at least {self.bound}")
        setattr(instance, self.name, value)


class OneOf(AtLeast):
    def __init__(self, *options):
        self.options = options

    def __set__(self, instance, value):
        if value not in self.options:
            raise ValueError(f"{self.name[1:]} must be one of {self.options}")
        setattr(instance, self.name, value)


class EarlyStopping:
    patience = AtLeast(1)
    mode = OneOf("min", "max")

    def __init__(self, patience, min_delta=0.0, mode="min"):
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        self.bad_epochs += 1
        direction = 1.0 if self.mode == "max" else -1.0
        if not math.isnan(value) and (self.best is None or direction * (value - self.best) > self.min_delta):
            self.best = value
            self.bad_epochs = 0
        return not self.bad_epochs < self.patience


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    path = Path(path)
    path_new = path.with_suffix(path.suffix + ".new")
    weights = {k: v.cpu() if torch.is_tensor(v) else v for k, v in model.state_dict().items()}
    torch.save({"epoch": int(epoch), "val_loss": float(val_loss), "model": weights, "optim": optimizer.state_dict()}, path_new)
    torch.load(path_new, map_location="cpu", weights_only=True)  # it can be read: only now does it take its place
    os.replace(path_new, path)


def load_checkpoint(path, model: nn.Module, optimizer=None, *, device):
    if not Path(path).exists():
        raise FileNotFoundError(os.fspath(path))
    saved = torch.load(path, map_location=device, weights_only=True)
    backup = copy.deepcopy(model.state_dict())
    try:
        model.load_state_dict(saved["model"])
        if optimizer is not None:
            copy.deepcopy(optimizer).load_state_dict(saved["optim"])
    except Exception:
        model.load_state_dict(backup)
        raise
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(saved["optim"])
    return {"epoch": int(saved["epoch"]), "val_loss": float(saved["val_loss"])}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch, self.best_val_loss = None, None
        best = self.directory / "best.pt"
        if best.is_file():
            saved = torch.load(best, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = saved["epoch"], saved["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        if math.isnan(val_loss):
            return False
        if self.best_val_loss is not None and val_loss >= self.best_val_loss:
            return False
        save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        self.best_epoch, self.best_val_loss = epoch, val_loss
        return True


class Archive:
    """history.zip: one member per epoch; written whole, then renamed."""

    def __init__(self, path):
        self.path = path

    def read(self, up_to):
        if up_to == 0:
            return []
        with zipfile.ZipFile(self.path) as archive:
            return [json.loads(archive.read(f"{epoch}.json")) for epoch in range(1, up_to + 1)]

    def write(self, rows):
        draft = self.path.with_suffix(".zip.new")
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            for epoch, row in enumerate(rows, 1):
                archive.writestr(f"{epoch}.json", json.dumps(row))
        os.replace(draft, self.path)


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best, archive = directory / "last.pt", directory / "best.pt", Archive(directory / "history.zip")

    if resume and last.exists():
        meta = load_checkpoint(last, model, optimizer, device=device)
    else:
        meta = {"epoch": 0}
        for path in (last, best, archive.path):
            path.unlink(missing_ok=True)

    rows = archive.read(meta["epoch"])  # an epoch beyond last.pt was cut off: it is trained again
    stopping = EarlyStopping(patience)
    stop, best_epoch = False, None
    for epoch, row in enumerate(rows, 1):
        stop = stopping.step(row["val"])
        if not stopping.bad_epochs:
            best_epoch = epoch
    if rows and best_epoch == len(rows):
        save_checkpoint(best, model, optimizer, epoch=best_epoch, val_loss=rows[-1]["val"])
    checkpointer = Checkpointer(directory)

    def mean(loader, learn):
        model.train(learn)
        weighted = []
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            if learn:
                optimizer.zero_grad()
                loss = criterion(model(inputs), targets)
                loss.backward()
                optimizer.step()
            else:
                with torch.inference_mode():
                    loss = criterion(model(inputs), targets)
            weighted.append(loss.item() * len(inputs))
        return sum(weighted) / len(loader.dataset)

    while len(rows) < max_epochs and not stop:
        rows.append({"train": mean(train_loader, True), "val": mean(val_loader, False)})
        archive.write(rows)
        if checkpointer.update(model, optimizer, epoch=len(rows), val_loss=rows[-1]["val"]):
            best_epoch = len(rows)
        stop = stopping.step(rows[-1]["val"])
    if best_epoch:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": [row["train"] for row in rows],
        "val_loss": [row["val"] for row in rows],
        "best_epoch": best_epoch,
        "stopped_early": stop,
    }
