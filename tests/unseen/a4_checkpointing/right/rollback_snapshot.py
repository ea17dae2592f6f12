# unusual: load_checkpoint tries and, when it fails, rolls model and optimizer back to a snapshot (transaction style)
import copy
import math
import os
import uuid
from contextlib import contextmanager
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


@contextmanager
def transaction(*stateful):
    """All of them keep their state if the block fails."""
    backup = [(thing, copy.deepcopy(thing.state_dict())) for thing in stateful if thing is not None]
    try:
        yield
    except BaseException:
        for thing, state in backup:
            thing.load_state_dict(state)
        raise


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    _save(path, model, optimizer, epoch, val_loss, None)


def _save(path, model, optimizer, epoch, val_loss, diary):
    temporary = Path(path).parent / f"{uuid.uuid4().hex}.tmp"
    try:
        torch.save(
            {
                "epoch": epoch,
                "val_loss": val_loss,
                "red": model.state_dict(),
                "optimizador": optimizer.state_dict(),
                "diario": diary,
            },
            temporary,
        )
        temporary.rename(path)
    finally:
        if temporary.exists():
            os.remove(temporary)


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    if not Path(path).exists():
        raise FileNotFoundError(f"no hay checkpoint en {path}")
    data = torch.load(path, map_location="cpu", weights_only=True)
    with transaction(model, optimizer):
        model.load_state_dict(data["red"], strict=True)
        if optimizer is not None:
            optimizer.load_state_dict(data["optimizador"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(data["optimizador"])  # again: its memory goes where the parameters are now
    return {"epoch": data["epoch"], "val_loss": data["val_loss"]}


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory)
        os.makedirs(self.directory, exist_ok=True)
        self.best_epoch, self.best_val_loss = 0, float("nan")
        if (self.directory / "best.pt").exists():
            data = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = data["epoch"], data["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        if math.isnan(val_loss):
            better = False
        elif math.isnan(self.best_val_loss):
            better = True
        else:
            better = val_loss < self.best_val_loss
        if better:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return better


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if patience < 1:
            raise ValueError("patience debe ser al menos 1")
        if mode != "min" and mode != "max":
            raise ValueError("mode debe ser min o max")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = float("nan")
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        nothing_yet = self.best != self.best
        lower = value < self.best - self.min_delta
        higher = value > self.best + self.min_delta
        if (nothing_yet and value == value) or (self.mode == "min" and lower) or (self.mode == "max" and higher):
            self.best = value
            self.bad_epochs = 0
            return False
        self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _run_epoch(model, loader, criterion, device, optimizer=None):
    losses = []
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        if optimizer is None:
            previous = torch.is_grad_enabled()
            torch.set_grad_enabled(False)
            try:
                loss = criterion(model(inputs), targets)
            finally:
                torch.set_grad_enabled(previous)
        else:
            loss = criterion(model(inputs), targets)
            for parameter in model.parameters():
                parameter.grad = None
            loss.backward()
            optimizer.step()
        losses += [loss.item()] * len(inputs)  # one entry per sample
    return sum(losses) / len(losses)


def fit(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion,
    optimizer: Optimizer,
    *,
    max_epochs: int,
    patience: int,
    directory: Path,
    device: torch.device,
    resume: bool = False,
) -> dict:
    directory = Path(directory)
    os.makedirs(directory, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    diary = {"train": [], "val": [], "best_epoch": None, "best": None, "bad": 0, "over": False}
    if resume:
        try:
            load_checkpoint(last, model, optimizer, device=device)
            diary = torch.load(last, map_location="cpu", weights_only=True)["diario"]
        except FileNotFoundError:
            pass
    else:
        for path in (last, best):
            if path.exists():
                path.unlink()

    stopper = EarlyStopping(patience)
    if diary["best"] is not None:
        stopper.best = diary["best"]
    stopper.bad_epochs = diary["bad"]

    for epoch in range(len(diary["val"]) + 1, max_epochs + 1):
        if diary["over"]:
            break
        model.train()
        diary["train"].append(_run_epoch(model, train_loader, criterion, device, optimizer))
        model.eval()
        value = _run_epoch(model, val_loader, criterion, device)
        diary["val"].append(value)
        diary["over"] = stopper.step(value)
        diary["bad"] = stopper.bad_epochs
        if stopper.bad_epochs == 0:
            diary["best_epoch"], diary["best"] = epoch, stopper.best
            _save(best, model, optimizer, epoch, value, None)
        _save(last, model, optimizer, epoch, value, diary)

    if diary["best_epoch"]:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": diary["train"],
        "val_loss": diary["val"],
        "best_epoch": diary["best_epoch"],
        "stopped_early": diary["over"],
    }
