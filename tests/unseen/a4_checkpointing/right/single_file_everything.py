# unusual: last.pt alone carries the whole run (history, counters and even the best weights) as extra keys; NamedTemporaryFile
import contextlib
import math
import os
import tempfile
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def _write(path: Path, content: dict) -> None:
    handle = tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, suffix=".part", delete=False)
    try:
        with handle:
            torch.save(content, handle)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(handle.name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(handle.name)
        raise


def _content(model, optimizer, epoch, val_loss, **more) -> dict:
    return {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "net": model.state_dict(),
        "opt": optimizer.state_dict(),
        **more,
    }


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    _write(Path(path), _content(model, optimizer, epoch, val_loss))


def _fits(model: nn.Module, state: dict) -> None:
    mine = model.state_dict()
    if mine.keys() != state.keys():
        raise ValueError(f"tensors that do not match: {sorted(mine.keys() ^ state.keys())}")
    for name, tensor in mine.items():
        if torch.is_tensor(tensor) and tensor.shape != state[name].shape:
            raise ValueError(f"{name}: {tuple(state[name].shape)} in the file, {tuple(tensor.shape)} in the model")


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    content = torch.load(path, map_location=device, weights_only=True)
    _fits(model, content["net"])
    model.to(device)
    model.load_state_dict(content["net"])
    if optimizer is not None:
        optimizer.load_state_dict(content["opt"])
    return {"epoch": content["epoch"], "val_loss": content["val_loss"]}


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch: int | None = None
        self.best_val_loss: float | None = None
        best = self.directory / "best.pt"
        if best.exists():
            content = torch.load(best, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = content["epoch"], content["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        improved = not math.isnan(val_loss) and (self.best_epoch is None or val_loss < self.best_val_loss)
        if improved:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return improved


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if patience < 1:
            raise ValueError("patience must be at least 1")
        if mode not in ("min", "max"):
            raise ValueError(f"unknown mode {mode!r}")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best: float | None = None
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        if not math.isnan(value):
            if self.best is None:
                better = True
            elif self.mode == "min":
                better = value < self.best - self.min_delta
            else:
                better = value > self.best + self.min_delta
        else:
            better = False
        if better:
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _pass(model, loader, criterion, device, optimizer=None) -> float:
    learning = optimizer is not None
    model.train(learning)
    total, seen = 0.0, 0
    with torch.set_grad_enabled(learning):
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            loss = criterion(model(inputs), targets)
            if learning:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(inputs)
            seen += len(inputs)
    return total / seen


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
    run = {"train_loss": [], "val_loss": [], "best_epoch": None, "stopped_early": False}
    best_val, bad, best_net = None, 0, None
    stopping = EarlyStopping(patience)

    if not resume:
        for old in (last, best):
            old.unlink(missing_ok=True)
    elif last.exists():
        content = torch.load(last, map_location=device, weights_only=True)
        load_checkpoint(last, model, optimizer, device=device)
        run, best_val, bad, best_net = content["run"], content["best_val"], content["bad"], content["best_net"]
        stopping.best, stopping.bad_epochs = best_val, bad

    while len(run["val_loss"]) < max_epochs and not run["stopped_early"]:
        epoch = len(run["val_loss"]) + 1
        run["train_loss"].append(_pass(model, train_loader, criterion, device, optimizer))
        run["val_loss"].append(_pass(model, val_loader, criterion, device))
        run["stopped_early"] = stopping.step(run["val_loss"][-1])
        content = _content(model, optimizer, epoch, run["val_loss"][-1], run=run)
        if stopping.bad_epochs == 0:
            run["best_epoch"] = epoch
            best_net = {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}
            _write(best, _content(model, optimizer, epoch, run["val_loss"][-1]))
        _write(last, {**content, "best_net": best_net, "best_val": stopping.best, "bad": stopping.bad_epochs})

    if best_net is not None:
        model.load_state_dict(best_net)
    return run
