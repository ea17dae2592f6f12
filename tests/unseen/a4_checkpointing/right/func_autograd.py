# autograd.grad for the updates, functional checks on a copy, shutil.move within the folder, and the state of the
# loaders' own generators is kept too (so that a seeded shuffling loader goes on where it was).
import copy
import math
import os
import shutil
from pathlib import Path

import torch
from torch.nn.modules.utils import consume_prefix_in_state_dict_if_present

PREFIX = "model."


def _flat(model, optimizer, epoch, val_loss):
    content = {"epoch": int(epoch), "val_loss": float(val_loss), "optimizer": optimizer.state_dict()}
    content["tensors"] = {PREFIX + name: value for name, value in model.state_dict().items()}
    return content


def _save(content, path):
    path = Path(path)
    hidden = path.parent / f".{path.name}.{os.getpid()}"
    torch.save(content, hidden)
    shutil.move(hidden, path)  # same folder: one rename


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _save(_flat(model, optimizer, epoch, val_loss), path)


def _load(path, device="cpu"):
    content = torch.load(path, map_location=device, weights_only=True)
    consume_prefix_in_state_dict_if_present(content["tensors"], PREFIX)
    return content


def load_checkpoint(path, model, optimizer=None, *, device):
    content = _load(path, device)
    copy.deepcopy(model).load_state_dict(content["tensors"])  # complains here, if at all
    model.to(device)
    model.load_state_dict(content["tensors"])
    if optimizer is not None:
        optimizer.load_state_dict(content["optimizer"])
    return dict(epoch=content["epoch"], val_loss=content["val_loss"])


def _beats(value, best):
    if math.isnan(value):
        return False
    return best is None or value < best


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch, self.best_val_loss = None, None
        if (self.directory / "best.pt").exists():
            best = _load(self.directory / "best.pt")
            self.best_epoch, self.best_val_loss = best["epoch"], best["val_loss"]

    @torch.no_grad()
    def update(self, model, optimizer, *, epoch, val_loss):
        best = _beats(val_loss, self.best_val_loss)
        if best:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("mode: min or max")
        if not patience >= 1:
            raise ValueError("patience: at least 1")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best, self.bad_epochs = None, 0

    def step(self, value):
        value = float(value)
        self.bad_epochs += 1
        if not math.isnan(value):
            low, high = (value, self.best) if self.mode == "min" else (self.best, value)
            if self.best is None or high - low > self.min_delta:
                self.best, self.bad_epochs = value, 0
        return self.bad_epochs >= self.patience


@torch.enable_grad()
def _train(model, loader, criterion, optimizer, device):
    model.train()
    parameters = [p for p in model.parameters() if p.requires_grad]
    total = n = 0
    for inputs, targets in loader:
        loss = criterion(model(inputs.to(device)), targets.to(device))
        for p, g in zip(parameters, torch.autograd.grad(loss, parameters, allow_unused=True)):
            p.grad = g
        optimizer.step()
        total += loss.item() * len(inputs)
        n += len(inputs)
    return total / n


@torch.inference_mode()
def _validate(model, loader, criterion, device):
    model.eval()
    total = n = 0
    for inputs, targets in loader:
        total += criterion(model(inputs.to(device)), targets.to(device)).item() * len(inputs)
        n += len(inputs)
    return total / n


def _generators(*loaders):
    return [loader.generator for loader in loaders if getattr(loader, "generator", None) is not None]


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    stopping = EarlyStopping(patience)
    progress = {
        "train_loss": [], "val_loss": [], "best_epoch": None, "best_val_loss": None, "stopped_early": False,
        "stopping": [None, 0], "generators": [],
    }
    if resume and last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        progress = _load(last)["progress"]
        stopping.best, stopping.bad_epochs = progress["stopping"]
        for generator, state in zip(_generators(train_loader, val_loader), progress["generators"]):
            generator.set_state(state)
    else:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)
    for epoch in range(len(progress["val_loss"]) + 1, max_epochs + 1):
        if progress["stopped_early"]:
            break
        progress["train_loss"].append(_train(model, train_loader, criterion, optimizer, device))
        val_loss = _validate(model, val_loader, criterion, device)
        progress["val_loss"].append(val_loss)
        if _beats(val_loss, progress["best_val_loss"]):
            progress["best_epoch"], progress["best_val_loss"] = epoch, val_loss
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=val_loss)
        progress["stopped_early"] = stopping.step(val_loss)
        progress["stopping"] = [stopping.best, stopping.bad_epochs]
        progress["generators"] = [g.get_state() for g in _generators(train_loader, val_loader)]
        _save({**_flat(model, optimizer, epoch, val_loss), "progress": progress}, last)
    if progress["best_epoch"] is not None:
        load_checkpoint(best, model, device=device)
    return {name: progress[name] for name in ("train_loss", "val_loss", "best_epoch", "stopped_early")}
