# unusual: the checkpoint is a flat dictionary (one key per tensor, "model/..." and "optimizer/..."); __slots__ and a Protocol
import math
import os
import typing
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


class HasState(typing.Protocol):
    def state_dict(self) -> dict: ...
    def load_state_dict(self, state: dict): ...


def flatten(prefix: str, thing: HasState) -> dict:
    return {f"{prefix}/{key}": value for key, value in thing.state_dict().items()}


def unflatten(prefix: str, flat: dict) -> dict:
    start = prefix + "/"
    return {key[len(start):]: value for key, value in flat.items() if key.startswith(start)}


def write(path: Path, flat: dict) -> None:
    scratch = path.parent / (path.name + ".%d.tmp" % os.getpid())
    torch.save(flat, scratch)
    scratch.replace(path)


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    write(path, {"epoch": epoch, "val_loss": val_loss} | flatten("model", model) | flatten("optimizer", optimizer))


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    flat = torch.load(path, map_location=device, weights_only=True)
    new, old = unflatten("model", flat), model.state_dict()
    if len(new) != len(old) or not all(k in new and new[k].shape == old[k].shape for k in old):
        raise RuntimeError("other tensors in the file than in the model")
    model.to(device)
    model.load_state_dict(new)
    if optimizer is not None:
        optimizer.load_state_dict(unflatten("optimizer", flat))
    return {key: flat[key] for key in ("epoch", "val_loss")}


class Checkpointer:
    __slots__ = ("directory", "best_epoch", "best_val_loss")

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.best_epoch = self.best_val_loss = None
        directory.mkdir(parents=True, exist_ok=True)
        if (directory / "best.pt").exists():
            flat = torch.load(directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = flat["epoch"], flat["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        candidates = [v for v in (self.best_val_loss, val_loss) if v is not None and not math.isnan(v)]
        # min() keeps the first of equals, so a tie leaves the old one
        better = bool(candidates) and min(candidates) is val_loss and self.best_val_loss is not val_loss
        better = better and (self.best_val_loss is None or val_loss != self.best_val_loss)
        if better:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return better


class EarlyStopping:
    __slots__ = ("patience", "min_delta", "mode", "best", "bad_epochs")

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        for wrong, why in ((patience < 1, "patience"), (mode not in ("min", "max"), "mode")):
            if wrong:
                raise ValueError(why)
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best, self.bad_epochs = None, 0

    def __call__(self, value: float) -> bool:
        if math.isnan(value):
            pass
        elif self.best is None or (self.best - value, value - self.best)[self.mode == "max"] > self.min_delta:
            self.best, self.bad_epochs = value, -1
        self.bad_epochs += 1
        return self.bad_epochs >= self.patience

    step = __call__


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
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    table = torch.zeros(0, 2, dtype=torch.float64)  # one row (train, val) per epoch
    if resume and last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        table = torch.load(last, map_location="cpu", weights_only=True)["table"]
    if not resume:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)

    stopping = EarlyStopping(patience)
    stop, best_epoch = False, None
    for epoch, value in enumerate(table[:, 1].tolist(), 1):
        stop = stopping(value)
        if not stopping.bad_epochs:
            best_epoch = epoch

    while not stop and table.shape[0] < max_epochs:
        row = torch.zeros(2, dtype=torch.float64)
        model.train()
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device, non_blocking=True), targets.to(device, non_blocking=True)
            loss = criterion(model(inputs), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            row[0] += loss.detach().cpu().double() * len(inputs)
        model.eval()
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                row[1] += criterion(model(inputs), targets).cpu().double() * len(inputs)
        row /= torch.tensor([len(train_loader.dataset), len(val_loader.dataset)])
        table = torch.vstack([table, row])
        epoch, val_loss = len(table), row[1].item()
        stop = stopping(val_loss)
        if not stopping.bad_epochs:
            best_epoch = epoch
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=val_loss)
        flat = {"epoch": epoch, "val_loss": val_loss, "table": table}
        write(last, flat | flatten("model", model) | flatten("optimizer", optimizer))

    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    train_loss, val_loss = table.T.tolist() if len(table) else ([], [])
    return {"train_loss": train_loss, "val_loss": val_loss, "best_epoch": best_epoch, "stopped_early": stop}
