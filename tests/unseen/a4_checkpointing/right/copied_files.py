# unusual: a checkpoint is written once and best.pt is a copy of that file (shutil); fit really uses Checkpointer and EarlyStopping
import math
import os
import shutil
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    draft = path.with_name(f"draft-{path.name}")
    torch.save(
        {
            "epoch": epoch,
            "val_loss": val_loss,
            "model_state_dict": model.state_dict(),
            "optimizer_state_dict": optimizer.state_dict(),
        },
        draft,
    )
    os.replace(draft, path)


def copy_whole(source: Path, target: Path) -> None:
    draft = target.with_name(f"copy-{target.name}")
    shutil.copyfile(source, draft)
    os.replace(draft, target)


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    checkpoint = torch.load(path, weights_only=True, map_location=device)
    saved, current = checkpoint["model_state_dict"], model.state_dict()
    assert_same(saved.keys(), current.keys())
    assert_same([saved[k].shape for k in current], [current[k].shape for k in current])
    model.to(device)
    model.load_state_dict(saved)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer_state_dict"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


def assert_same(a, b):
    if a != b:
        raise AssertionError(f"{a} != {b}")


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.last = directory / "last.pt"
        self.best = directory / "best.pt"
        directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        if self.best.exists():
            checkpoint = torch.load(self.best, weights_only=True, map_location="cpu")
            self.best_epoch = checkpoint["epoch"]
            self.best_val_loss = checkpoint["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        news = self.last.with_name("newest.pt")
        save_checkpoint(news, model, optimizer, epoch=epoch, val_loss=val_loss)
        is_best = self.best_epoch is None and not math.isnan(val_loss)
        if self.best_epoch is not None and val_loss < self.best_val_loss:
            is_best = True
        if is_best:
            copy_whole(news, self.best)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        os.replace(news, self.last)
        return is_best


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode == "min":
            self.factor = 1.0
        elif mode == "max":
            self.factor = -1.0
        else:
            raise ValueError(mode)
        if patience < 1:
            raise ValueError(patience)
        self.patience, self.min_delta = patience, min_delta
        self.lowest = None
        self.bad_epochs = 0

    @property
    def best(self):
        return self.lowest * self.factor

    def step(self, value: float) -> bool:
        cost = value * self.factor
        if not math.isnan(cost) and (self.lowest is None or self.lowest - cost > self.min_delta):
            self.lowest = cost
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def run_epoch(model, loader, criterion, device, optimizer):
    model.train(optimizer is not None)
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        with torch.set_grad_enabled(optimizer is not None):
            loss = criterion(model(inputs), targets)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item() * len(inputs)
    return total / len(loader.dataset)


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
    curves = directory / "curves.pt"
    if not resume:
        for path in (directory / "last.pt", directory / "best.pt", curves):
            path.unlink(missing_ok=True)
    checkpointer = Checkpointer(directory)
    stopping = EarlyStopping(patience)
    train_loss, val_loss, best_epoch, stopped_early = [], [], None, False

    if checkpointer.last.exists():
        done = load_checkpoint(checkpointer.last, model, optimizer, device=device)["epoch"]
        # curves.pt is written before last.pt: cut it to what last.pt knows
        train_loss, val_loss = (curve[:done] for curve in torch.load(curves, weights_only=True))
        for epoch, value in enumerate(val_loss, start=1):
            stopped_early = stopping.step(value)
            if stopping.bad_epochs == 0:
                best_epoch = epoch

    for epoch in range(len(val_loss) + 1, max_epochs + 1):
        if stopped_early:
            break
        train_loss.append(run_epoch(model, train_loader, criterion, device, optimizer))
        val_loss.append(run_epoch(model, val_loader, criterion, device, None))
        stopped_early = stopping.step(val_loss[-1])
        torch.save((train_loss, val_loss), directory / "curves.tmp")
        os.replace(directory / "curves.tmp", curves)
        # if an earlier run died between best.pt and last.pt, this epoch ties with itself and best.pt is already right
        checkpointer.update(model, optimizer, epoch=epoch, val_loss=val_loss[-1])
        if stopping.bad_epochs == 0:
            best_epoch = epoch

    if best_epoch is not None:
        load_checkpoint(checkpointer.best, model, device=device)
    return {"train_loss": train_loss, "val_loss": val_loss, "best_epoch": best_epoch, "stopped_early": stopped_early}
