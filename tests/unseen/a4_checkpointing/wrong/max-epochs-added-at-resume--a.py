# exercise: fit
import contextlib
import math
import os
from pathlib import Path

import torch
from torch import nn

KEYS = {"epoch", "val_loss"}


@contextlib.contextmanager
def atomic_path(path):
    tmp = Path(path).with_suffix(".incomplete")
    try:
        yield tmp
        os.replace(tmp, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            tmp.unlink()


def pack(model, optimizer, **meta):
    return {**meta, "weights": dict(model.state_dict()), "optim": optimizer.state_dict()}


def unpack(blob, model, optimizer, device):
    """All or nothing."""
    expected = {name: t.size() for name, t in model.state_dict().items()}
    found = {name: t.size() for name, t in blob["weights"].items()}
    if expected != found:
        raise ValueError("checkpoint of another architecture")
    model.load_state_dict(blob["weights"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(blob["optim"])


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    with atomic_path(path) as tmp:
        torch.save(pack(model, optimizer, epoch=epoch, val_loss=val_loss), tmp)


def load_checkpoint(path, model, optimizer=None, *, device):
    with open(path, "rb") as f:
        blob = torch.load(f, map_location=device, weights_only=True)
    unpack(blob, model, optimizer, device)
    return {key: value for key, value in blob.items() if key in KEYS}


class Checkpointer:
    best_epoch = None
    best_val_loss = None

    def __init__(self, directory):
        self.directory = Path(directory)
        if not self.directory.is_dir():
            self.directory.mkdir(parents=True)
        if (self.directory / "best.pt").exists():
            blob = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch = blob["epoch"]
            self.best_val_loss = blob["val_loss"]

    def is_better(self, val_loss):
        if math.isnan(val_loss):
            return False
        return self.best_val_loss is None or val_loss < self.best_val_loss

    def update(self, model, optimizer, *, epoch, val_loss):
        better = self.is_better(val_loss)
        if better:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return better


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        match mode:
            case "min":
                self.sign = -1.0
            case "max":
                self.sign = 1.0
            case _:
                raise ValueError("mode must be 'min' or 'max'")
        if patience < 1:
            raise ValueError("patience must be at least 1")
        self.patience = patience
        self.min_delta = min_delta
        self.values = []
        self._best_index = None

    @property
    def best(self):
        return None if self._best_index is None else self.values[self._best_index]

    @property
    def bad_epochs(self):
        return len(self.values) - (0 if self._best_index is None else self._best_index + 1)

    def step(self, value):
        previous = self.best
        self.values.append(value)
        if not math.isnan(value) and (previous is None or self.sign * (value - previous) > self.min_delta):
            self._best_index = len(self.values) - 1
        return self.bad_epochs >= self.patience


class Run:
    """One training run, with its folder."""

    def __init__(self, model, criterion, optimizer, directory, device, patience):
        self.model, self.criterion, self.optimizer = model, criterion, optimizer
        self.directory, self.device = Path(directory), device
        self.stopper = EarlyStopping(patience)
        self.train_loss, self.val_loss = [], []
        self.best_epoch, self.stopped = None, False
        self.directory.mkdir(parents=True, exist_ok=True)

    @property
    def epoch(self):
        return len(self.val_loss)

    def clean(self):
        for name in ("last.pt", "best.pt"):
            if (self.directory / name).exists():
                (self.directory / name).unlink()

    def restore(self):
        blob = torch.load(self.directory / "last.pt", map_location=self.device, weights_only=True)
        unpack(blob, self.model, self.optimizer, self.device)
        self.train_loss = list(blob["train_history"])
        for v in blob["val_history"]:
            self.note(v)

    def note(self, v):
        self.val_loss.append(v)
        self.stopped = self.stopper.step(v)
        if self.stopper.bad_epochs == 0:
            self.best_epoch = self.epoch
            return True
        return False

    def loss(self, batch):
        inputs, targets = (t.to(self.device) for t in batch)
        return self.criterion(self.model(inputs), targets), targets.shape[0]

    def train_epoch(self, loader):
        self.model.train()
        total = count = 0
        for batch in loader:
            loss, n = self.loss(batch)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            total, count = total + loss.item() * n, count + n
        self.train_loss.append(total / count)

    def validate(self, loader):
        self.model.eval()
        total = count = 0
        with torch.no_grad():
            for batch in loader:
                loss, n = self.loss(batch)
                total, count = total + loss.item() * n, count + n
        return total / count

    def write(self, name):
        with atomic_path(self.directory / name) as tmp:
            torch.save(pack(self.model, self.optimizer, epoch=self.epoch, val_loss=self.val_loss[-1],
                            train_history=self.train_loss, val_history=self.val_loss), tmp)

    def go(self, train_loader, val_loader, max_epochs):
        for _ in range(max_epochs):
            if self.stopped:
                break
            self.train_epoch(train_loader)
            improved = self.note(self.validate(val_loader))
            if improved:
                self.write("best.pt")
            self.write("last.pt")
        if self.best_epoch:
            load_checkpoint(self.directory / "best.pt", self.model, device=self.device)
        return {"train_loss": self.train_loss, "val_loss": self.val_loss,
                "best_epoch": self.best_epoch, "stopped_early": self.stopped}


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    run = Run(model, criterion, optimizer, directory, device, patience)
    if resume and (run.directory / "last.pt").exists():
        run.restore()
    else:
        run.clean()
    return run.go(train_loader, val_loader, max_epochs)
