# %% [markdown]
# # Assignment 4: checkpoints and early stopping
# My solutions, one cell per exercise.

# %%
import copy
import json
import math
import os
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


def write_file(path: Path, content: dict) -> None:
    draft = path.with_name(path.name + ".draft")
    torch.save(content, draft)
    draft.replace(path)  # one single operation, as the clue says


# %%
def save_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float
) -> None:
    """Save in one single file all it takes to come back to this point."""
    content = {"epoch": int(epoch), "val_loss": float(val_loss)}
    content["model_state_dict"] = model.state_dict()
    content["optimizer_state_dict"] = optimizer.state_dict()
    write_file(path, content)


# %%
def fits(model: nn.Module, state: dict) -> bool:
    mine = model.state_dict()
    if len(mine) != len(state):
        return False
    for name in mine:
        if name not in state:
            return False
        if mine[name].shape != state[name].shape:
            return False
    return True


def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    """Leave model and optimizer as they were when the checkpoint was saved."""
    if not path.is_file():
        raise FileNotFoundError(f"there is no checkpoint at {path}")
    checkpoint = torch.load(path, map_location=device, weights_only=True)
    if not fits(model, checkpoint["model_state_dict"]):
        raise ValueError(f"{path} was saved from another kind of network")
    model = model.to(device)
    model.load_state_dict(checkpoint["model_state_dict"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer_state_dict"])
    epoch, val_loss = checkpoint["epoch"], checkpoint["val_loss"]
    print(f"loaded {path.name}: epoch {epoch}, val_loss {val_loss:.4f}")
    return {"epoch": epoch, "val_loss": val_loss}


# %%
class Checkpointer:
    """Keep the last checkpoint and the best one."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.extra: dict = {}  # whatever else should go into the files
        self.best_epoch = None
        self.best_val_loss = None
        directory.mkdir(parents=True, exist_ok=True)
        if (directory / "best.pt").exists():
            content = torch.load(directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch = content["epoch"]
            self.best_val_loss = content["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        if math.isnan(val_loss):
            best = False
        elif self.best_val_loss is None:
            best = True
        else:
            best = val_loss < self.best_val_loss
        content = {
            "epoch": int(epoch),
            "val_loss": float(val_loss),
            "model_state_dict": model.state_dict(),
            "optimizer_state_dict": optimizer.state_dict(),
            **self.extra,
        }
        if best:
            self.best_epoch = epoch
            self.best_val_loss = val_loss
            write_file(self.directory / "best.pt", content)
        write_file(self.directory / "last.pt", content)
        return best


# %%
class EarlyStopping:
    """Say when to stop, by a value that is looked at once per epoch."""

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode != "min" and mode != "max":
            raise ValueError("mode is either min or max")
        if patience < 1:
            raise ValueError("patience is at least 1")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        if math.isnan(value):
            improved = False
        elif self.best is None:
            improved = True
        elif self.mode == "min":
            improved = value < self.best - self.min_delta
        else:
            improved = value > self.best + self.min_delta

        self.best = value if improved else self.best
        self.bad_epochs = 0 if improved else self.bad_epochs + 1
        return self.bad_epochs >= self.patience


# %%
def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
    return total / len(loader.dataset)


def evaluate(model, loader, criterion, device):
    before = model.training
    model.eval()
    total = 0.0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            total += criterion(model(inputs), targets).item() * len(inputs)
    model.train(before)
    return total / len(loader.dataset)


def fit(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    max_epochs: int,
    patience: int,
    directory: Path,
    device: torch.device,
    resume: bool = False,
) -> dict:
    """Train, validate, save, stop in time, and continue what was interrupted."""
    mode = model.training
    last, best = directory / "last.pt", directory / "best.pt"
    history = {"train_loss": [], "val_loss": []}
    stopping = EarlyStopping(patience)
    continuing = resume and last.exists()
    if not continuing:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)

    checkpointer = Checkpointer(directory)
    if continuing:
        load_checkpoint(last, model, optimizer, device=device)
        content = torch.load(last, map_location="cpu", weights_only=True)
        history = content["history"]
        stopping.best = content["stopping_best"]
        stopping.bad_epochs = content["stopping_bad_epochs"]
        # best.pt may be one epoch ahead of last.pt; last.pt is what counts
        checkpointer.best_epoch = content["best_epoch"]
        checkpointer.best_val_loss = content["stopping_best"]

    first = len(history["val_loss"]) + 1
    for epoch in range(first, max_epochs + 1):
        if stopping.bad_epochs >= patience:
            break
        history["train_loss"].append(train_one_epoch(model, train_loader, criterion, optimizer, device))
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
        val_loss = history["val_loss"][-1]
        stopping.step(val_loss)
        checkpointer.extra = {
            "history": copy.deepcopy(history),
            "stopping_best": stopping.best,
            "stopping_bad_epochs": stopping.bad_epochs,
            "best_epoch": epoch if stopping.bad_epochs == 0 else checkpointer.best_epoch,
        }
        star = "*" if checkpointer.update(model, optimizer, epoch=epoch, val_loss=val_loss) else ""
        print(f"epoch {epoch}: train {history['train_loss'][-1]:.4f}, val {val_loss:.4f} {star}")

    if checkpointer.best_epoch is not None:
        load_checkpoint(best, model, device=device)
    model.train(mode)
    return {
        "train_loss": history["train_loss"],
        "val_loss": history["val_loss"],
        "best_epoch": checkpointer.best_epoch,
        "stopped_early": stopping.bad_epochs >= patience,
    }
