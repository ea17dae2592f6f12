# unusual: objects hold no memory: Checkpointer properties read best.pt each time; fit re-derives everything from the files
import json
import math
import os
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    aside = path.with_suffix(".partial")
    with aside.open("wb") as stream:
        torch.save(
            {
                "epoch": epoch,
                "val_loss": val_loss,
                "parameters and buffers": model.state_dict(),
                "optimizer": optimizer.state_dict(),
            },
            stream,
        )
        stream.flush()
        os.fsync(stream.fileno())
    aside.rename(path)


def _read(path: Path, device="cpu") -> dict:
    return torch.load(path, weights_only=True, map_location=device)


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    data = _read(path, device)
    saved = data["parameters and buffers"]
    present = model.state_dict()
    if set(saved) != set(present) or any(saved[n].shape != present[n].shape for n in saved):
        raise RuntimeError("this checkpoint is of another network")
    model.to(device)
    # by hand, tensor by tensor
    with torch.no_grad():
        for name, tensor in model.state_dict(keep_vars=True).items():
            tensor.data.copy_(saved[name])
    if optimizer is not None:
        optimizer.load_state_dict(data["optimizer"])
    return {"epoch": data["epoch"], "val_loss": data["val_loss"]}


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)

    def _best(self, key):
        path = self.directory / "best.pt"
        return _read(path)[key] if path.exists() else None

    @property
    def best_epoch(self) -> int | None:
        return self._best("epoch")

    @property
    def best_val_loss(self) -> float | None:
        return self._best("val_loss")

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        so_far = self.best_val_loss
        better = not math.isnan(val_loss) and (so_far is None or val_loss < so_far)
        if better:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return better


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if patience < 1 or mode not in ["min", "max"]:
            raise ValueError((patience, mode))
        self.patience = patience
        self.required = min_delta
        self.maximise = mode == "max"
        self.good: list[float] = []  # only the values that improved
        self.bad_epochs = 0

    @property
    def best(self) -> float:
        return self.good[-1]

    def step(self, value: float) -> bool:
        self.bad_epochs += 1
        if not math.isnan(value):
            if not self.good or (value - self.best if self.maximise else self.best - value) > self.required:
                self.good.append(value)
                self.bad_epochs = 0
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
    directory.mkdir(parents=True, exist_ok=True)
    last = directory / "last.pt"

    def note(epoch: int) -> Path:
        return directory / f"epoch_{epoch:06d}.json"

    if not resume:
        last.unlink(missing_ok=True)
        (directory / "best.pt").unlink(missing_ok=True)

    def status():
        """(curves, best epoch, stopped) of what last.pt says is done."""
        done = _read(last)["epoch"] if last.exists() else 0
        notes = [json.loads(note(e).read_text()) for e in range(1, done + 1)]
        stopping, best, stop = EarlyStopping(patience), None, False
        for e, (_, value) in enumerate(notes, start=1):
            stop = stopping.step(value)
            best = best if stopping.bad_epochs else e
        return [t for t, _ in notes], [v for _, v in notes], best, stop

    if last.exists():
        load_checkpoint(last, model, optimizer, device=device)

    while True:
        train_loss, val_loss, best_epoch, stopped = status()
        if stopped or len(val_loss) >= max_epochs:
            break
        sums = {True: 0.0, False: 0.0}
        for training, loader in ((True, train_loader), (False, val_loader)):
            model.train(training)
            for inputs, targets in loader:
                with torch.set_grad_enabled(training):
                    loss = criterion(model(inputs.to(device)), targets.to(device))
                if training:
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                sums[training] += loss.item() * inputs.shape[0]
        train, val = sums[True] / len(train_loader.dataset), sums[False] / len(val_loader.dataset)
        epoch = len(val_loss) + 1
        draft = directory / "draft.json"
        draft.write_text(json.dumps([train, val]))
        draft.replace(note(epoch))
        if not math.isnan(val) and all(not v <= val for v in val_loss):
            save_checkpoint(directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val)
        save_checkpoint(last, model, optimizer, epoch=epoch, val_loss=val)

    if best_epoch is not None:
        load_checkpoint(directory / "best.pt", model, device=device)
    return {"train_loss": train_loss, "val_loss": val_loss, "best_epoch": best_epoch, "stopped_early": stopped}
