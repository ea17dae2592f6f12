# exercise: fit
# mistake: fit collects (val_loss, epoch, model) candidates that all hold the one live model, so the winner's weights are the last ones
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


@contextlib.contextmanager
def archivo_seguro(path):
    temporal = Path(path).with_suffix(".parcial")
    try:
        yield temporal
        temporal.replace(path)
    finally:
        temporal.unlink(missing_ok=True)


def guardar_atomico(objeto, path):
    with archivo_seguro(path) as temporal:
        torch.save(objeto, temporal)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    """Guarda la foto: primero en un archivo al lado y después se renombra."""
    foto = {"epoch": epoch, "val_loss": val_loss}
    foto.update(model=model.state_dict(), optimizer=optimizer.state_dict())
    guardar_atomico(foto, path)


def load_checkpoint(path, model, optimizer=None, *, device):
    with open(path, "rb") as file:
        saved = torch.load(file, map_location=device, weights_only=True)
    backup = {name: value.clone() for name, value in model.state_dict().items()}
    try:
        model.load_state_dict(saved["model"])
    except RuntimeError:
        # load_state_dict copies what fits before it complains: put everything back
        model.load_state_dict(backup)
        raise
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(saved["optimizer"])
    return dict(epoch=saved["epoch"], val_loss=saved["val_loss"])


class Checkpointer:
    """best.pt and last.pt of one run."""

    def __init__(self, directory: Path) -> None:
        os.makedirs(directory, exist_ok=True)
        self.last, self.best = Path(directory, "last.pt"), Path(directory, "best.pt")
        self._record = (None, math.nan)
        with contextlib.suppress(FileNotFoundError):
            saved = torch.load(self.best, map_location="cpu", weights_only=True)
            self._record = (saved["epoch"], saved["val_loss"])

    @property
    def best_epoch(self):
        return self._record[0]

    @property
    def best_val_loss(self):
        return self._record[1]

    def update(self, model, optimizer, *, epoch, val_loss) -> bool:
        if self.best_epoch is None:
            improved = val_loss == val_loss
        else:
            improved = val_loss < self.best_val_loss
        targets = [self.best, self.last] if improved else [self.last]
        for target in targets:
            save_checkpoint(target, model, optimizer, epoch=epoch, val_loss=val_loss)
        if improved:
            self._record = (epoch, val_loss)
        return improved


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
        self.candidates = []  # (val_loss, epoch, model)

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

    def remember(self, val_loss, epoch):
        if not math.isnan(val_loss):
            self.candidates.append((val_loss, epoch, self.model))

    def state_dict(self):
        return {
            "logs": self.logs,
            "best": self.stopper.best,
            "bad_epochs": self.stopper.bad_epochs,
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }

    def load_state_dict(self, state):
        self.logs = state["logs"]
        self.stopper.best, self.stopper.bad_epochs = state["best"], state["bad_epochs"]
        for epoch, val_loss in enumerate(self.logs["val_loss"], start=1):
            self.remember(val_loss, epoch)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])

    def fit(self, train_loader, val_loader, max_epochs, checkpointer):
        while self.current_epoch < max_epochs and not self.should_stop:
            val_loss = self.run_one_epoch(train_loader, val_loader)
            self.stopper.step(val_loss)
            self.remember(val_loss, self.current_epoch)
            checkpointer.update(self.model, self.optimizer, epoch=self.current_epoch, val_loss=val_loss)
            guardar_atomico(self.state_dict(), self.directory / "trainer.pt")
        best_epoch = None
        if self.candidates:
            _, best_epoch, best_model = min(self.candidates, key=lambda candidate: candidate[:2])
            self.model.load_state_dict(best_model.state_dict())
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
