# unusual: load_checkpoint rehearses on a deep copy; the best model is kept as a deep-copied module and swapped in by tensors
import copy
import os
import tempfile
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float, **extra) -> None:
    descriptor, name = tempfile.mkstemp(dir=os.path.dirname(os.path.abspath(path)))
    try:
        with os.fdopen(descriptor, "wb") as file:
            torch.save(
                {"epoch": epoch, "val_loss": val_loss, "both": [model.state_dict(), optimizer.state_dict()], **extra}, file
            )
        os.replace(name, path)
    finally:
        if os.path.exists(name):
            os.remove(name)


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    loaded = torch.load(path, map_location=device, weights_only=True)
    weights, memory = loaded["both"]
    copy.deepcopy(model).load_state_dict(weights)  # rehearsal: whatever does not fit complains here
    model.to(device)
    model.load_state_dict(weights)
    if optimizer is not None:
        optimizer.load_state_dict(memory)
    return dict(epoch=loaded["epoch"], val_loss=loaded["val_loss"])


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        if self.file("best").exists():
            best = torch.load(self.file("best"), map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = best["epoch"], best["val_loss"]

    def file(self, name: str) -> Path:
        return self.directory / f"{name}.pt"

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        before = getattr(self, "best_val_loss", None)
        wins = val_loss < before if before is not None else val_loss == val_loss
        if wins:
            save_checkpoint(self.file("best"), model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save_checkpoint(self.file("last"), model, optimizer, epoch=epoch, val_loss=val_loss)
        return wins


class EarlyStopping:
    """Remembers every value and looks at them again each time."""

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode not in ("min", "max") or patience < 1:
            raise ValueError("bad arguments")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.values: list[float] = []

    def _leader(self) -> tuple[int, float | None]:
        """How many calls ago the last improvement was, and its value."""
        position, best = 0, None
        for i, value in enumerate(self.values, start=1):
            if value != value:
                continue
            if best is None or (
                value < best - self.min_delta if self.mode == "min" else value > best + self.min_delta
            ):
                position, best = i, value
        return len(self.values) - position, best

    @property
    def best(self):
        return self._leader()[1]

    @property
    def bad_epochs(self):
        return self._leader()[0]

    def step(self, value: float) -> bool:
        self.values.append(value)
        return self.bad_epochs >= self.patience


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
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    stopping = EarlyStopping(patience)
    train_loss, best_epoch, champion = [], None, None

    if resume and last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        extra = torch.load(last, map_location="cpu", weights_only=True)
        train_loss, stopping.values, best_epoch = extra["train"], extra["val"], extra["best_epoch"]
        if best_epoch is not None:
            champion = copy.deepcopy(model)
            load_checkpoint(best, champion, device=device)
    elif not resume:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)

    finished = len(stopping.values) > 0 and stopping.bad_epochs >= patience
    while len(stopping.values) < max_epochs and not finished:
        epoch = len(stopping.values) + 1
        model.train()
        weighted = 0.0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            loss.backward()
            optimizer.step()
            weighted += float(loss.detach()) * inputs.size(0)
        train_loss.append(weighted / len(train_loader.dataset))

        model.eval()
        weighted = 0.0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                weighted += float(criterion(model(inputs), targets)) * inputs.size(0)
        value = weighted / len(val_loader.dataset)

        finished = stopping.step(value)
        if stopping.bad_epochs == 0:
            best_epoch, champion = epoch, copy.deepcopy(model)
            save_checkpoint(best, champion, optimizer, epoch=epoch, val_loss=value)
        save_checkpoint(
            last, model, optimizer, epoch=epoch, val_loss=value, train=train_loss, val=stopping.values, best_epoch=best_epoch
        )

    if champion is not None:
        with torch.no_grad():
            for mine, theirs in zip(model.state_dict().values(), champion.state_dict().values()):
                mine.copy_(theirs)
    return {
        "train_loss": train_loss,
        "val_loss": list(stopping.values),
        "best_epoch": best_epoch,
        "stopped_early": finished,
    }
