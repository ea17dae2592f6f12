# exercise: fit, load_checkpoint
# mistake: fit reports best_epoch as list.index of the best loss, from 0, and load_checkpoint asserts that the file is there, so a missing one raises AssertionError
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


def load_checkpoint(path, model, optimizer=None, *, device):
    assert os.path.isfile(path), f"there is no checkpoint at {path}"
    content = torch.load(path, map_location=device, weights_only=True)
    weights = content["model_state_dict"]
    reference = model.state_dict()
    same_names = weights.keys() == reference.keys()
    if not same_names or not all(weights[k].size() == reference[k].size() for k in reference):
        raise ValueError("the checkpoint is of another architecture")
    model.load_state_dict(weights)
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(content["optimizer_state_dict"])
    return {"epoch": content["epoch"], "val_loss": content["val_loss"]}


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
        if mode not in ("min", "max"):
            raise ValueError(f"mode must be min or max, not {mode}")
        if patience < 1:
            raise ValueError("patience must be at least 1")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best = None
        self.bad_epochs = 0

    def _improved(self, value):
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        if self.mode == "min":
            return value < self.best - self.min_delta
        return value > self.best + self.min_delta

    def step(self, value):
        if self._improved(value):
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


class Trainer:
    """A small Lightning-like trainer."""

    def __init__(self, model, criterion, optimizer, device, directory, patience):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device
        self.directory, self.patience = Path(directory), patience
        self.logs = {"train_loss": [], "val_loss": []}
        self.stopper = EarlyStopping(patience)
        self.best_weights = None

    @property
    def current_epoch(self):
        return len(self.logs["val_loss"])

    @property
    def should_stop(self):
        return self.stopper.bad_epochs >= self.patience

    def training_step(self, x, y):
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss

    def validation_step(self, x, y):
        return self.criterion(self.model(x), y)

    def loop(self, loader, step):
        weighted = [
            (step(x.to(self.device), y.to(self.device)).item() * len(y), len(y)) for x, y in loader
        ]
        return sum(w for w, _ in weighted) / sum(n for _, n in weighted)

    def run_one_epoch(self, train_loader, val_loader):
        self.model.train()
        self.logs["train_loss"].append(self.loop(train_loader, self.training_step))
        self.model.eval()
        with torch.no_grad():
            self.logs["val_loss"].append(self.loop(val_loader, self.validation_step))
        return self.logs["val_loss"][-1]

    def state_dict(self):
        return {
            "logs": self.logs,
            "best": self.stopper.best,
            "bad_epochs": self.stopper.bad_epochs,
            "best_weights": self.best_weights,
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }

    def load_state_dict(self, state):
        self.logs = state["logs"]
        self.stopper.best, self.stopper.bad_epochs = state["best"], state["bad_epochs"]
        self.best_weights = state["best_weights"]
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])

    def fit(self, train_loader, val_loader, max_epochs, checkpointer):
        while self.current_epoch < max_epochs and not self.should_stop:
            val_loss = self.run_one_epoch(train_loader, val_loader)
            self.stopper.step(val_loss)
            if self.stopper.bad_epochs == 0:
                self.best_weights = {k: v.clone() for k, v in self.model.state_dict().items()}
            checkpointer.update(self.model, self.optimizer, epoch=self.current_epoch, val_loss=val_loss)
            dump(self.state_dict(), self.directory / "trainer.pt")
        if self.best_weights is not None:
            self.model.load_state_dict(self.best_weights)
        best_epoch = None
        if self.stopper.best is not None:
            best_epoch = self.logs["val_loss"].index(self.stopper.best)
        return {**self.logs, "best_epoch": best_epoch, "stopped_early": self.should_stop}


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
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(model, criterion, optimizer, device, directory, patience)
    files = [directory / name for name in ("last.pt", "best.pt", "trainer.pt")]
    if resume and files[0].exists() and files[2].exists():
        trainer.load_state_dict(torch.load(files[2], map_location=device, weights_only=True))
    else:
        for file in files:
            file.unlink(missing_ok=True)
    mode = model.training
    result = trainer.fit(train_loader, val_loader, max_epochs, Checkpointer(directory))
    model.train(mode)
    return result
