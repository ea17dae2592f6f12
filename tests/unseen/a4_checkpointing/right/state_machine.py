# unusual: fit is an explicit state machine (Enum of phases and match); EarlyStopping has three states too
import enum
import math
import os
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    _commit(path, {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": int(epoch), "val_loss": float(val_loss)})


def _commit(path: Path, content: dict) -> None:
    staging = Path(f"{path}.staging")
    torch.save(content, staging)
    os.rename(staging, path)


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    match torch.load(path, map_location=device, weights_only=True):
        case {"model": weights, "optimizer": memory, "epoch": int(epoch), "val_loss": float(val_loss)}:
            pass
        case _:
            raise ValueError(f"{path} is not one of our checkpoints")
    mine = model.state_dict()
    match [k for k in mine if k not in weights], [k for k in weights if k not in mine]:
        case [], []:
            wrong = [k for k in mine if mine[k].shape != weights[k].shape]
        case missing, unexpected:
            wrong = missing + unexpected
    if wrong:
        raise RuntimeError(f"these do not fit: {wrong}")
    model.to(device)
    model.load_state_dict(weights)
    match optimizer:
        case None:
            pass
        case _:
            optimizer.load_state_dict(memory)
    return {"epoch": epoch, "val_loss": val_loss}


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch: int | None = None
        self.best_val_loss: float | None = None
        if (best := directory / "best.pt").exists():
            match torch.load(best, map_location="cpu", weights_only=True):
                case {"epoch": epoch, "val_loss": val_loss}:
                    self.best_epoch, self.best_val_loss = epoch, val_loss

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        match self.best_val_loss, float(val_loss):
            case _, v if math.isnan(v):
                best = False
            case None, _:
                best = True
            case b, v:
                best = v < b
        if best:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=float(val_loss))
            self.best_epoch, self.best_val_loss = epoch, float(val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=float(val_loss))
        return best


class Mood(enum.Enum):
    EMPTY = enum.auto()
    HOPEFUL = enum.auto()
    TIRED = enum.auto()


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        match mode:
            case "min":
                self._gain = lambda old, new: old - new
            case "max":
                self._gain = lambda old, new: new - old
            case _:
                raise ValueError(f"mode {mode!r}")
        if patience < 1:
            raise ValueError(f"patience {patience}")
        self.patience, self.min_delta = patience, min_delta
        self.mood = Mood.EMPTY
        self.best = math.nan
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        match self.mood:
            case _ if math.isnan(value):
                better = False
            case Mood.EMPTY:
                better = True
            case _ if math.isnan(self.best):  # only NaN so far and already tired
                better = True
            case _:
                better = self._gain(self.best, value) > self.min_delta
        if better:
            self.best, self.bad_epochs, self.mood = value, 0, Mood.HOPEFUL
        else:
            self.bad_epochs += 1
            if self.bad_epochs >= self.patience:
                self.mood = Mood.TIRED
        return self.mood is Mood.TIRED


class Phase(enum.Enum):
    START = 0
    TRAIN = 1
    VALIDATE = 2
    JUDGE = 3
    SAVE = 4
    FINISH = 5


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
    last, best = directory / "last.pt", directory / "best.pt"
    stopping = EarlyStopping(patience)
    log = {"train_loss": [], "val_loss": [], "best_epoch": None, "stopped_early": False}
    phase, total, count = Phase.START, 0.0, 0

    while True:
        match phase:
            case Phase.START:
                directory.mkdir(parents=True, exist_ok=True)
                if not resume:
                    last.unlink(missing_ok=True)
                    best.unlink(missing_ok=True)
                elif last.exists():
                    load_checkpoint(last, model, optimizer, device=device)
                    extra = torch.load(last, map_location="cpu", weights_only=True)
                    log = extra["log"]
                    stopping.best, stopping.bad_epochs = extra["best_value"], extra["bad"]
                    if stopping.bad_epochs < patience:
                        stopping.mood = Mood.EMPTY if math.isnan(stopping.best) else Mood.HOPEFUL
                    else:
                        stopping.mood = Mood.TIRED
                phase = Phase.FINISH if log["stopped_early"] or len(log["val_loss"]) >= max_epochs else Phase.TRAIN
            case Phase.TRAIN:
                total, count = 0.0, 0
                model.train()
                for x, y in train_loader:
                    x, y = x.to(device), y.to(device)
                    model.zero_grad()
                    optimizer.zero_grad()
                    loss = criterion(model(x), y)
                    loss.backward()
                    optimizer.step()
                    total, count = total + loss.item() * len(x), count + len(x)
                log["train_loss"].append(total / count)
                phase = Phase.VALIDATE
            case Phase.VALIDATE:
                total, count = 0.0, 0
                model.train(False)
                with torch.autograd.grad_mode.no_grad():
                    for x, y in val_loader:
                        loss = criterion(model(x.to(device)), y.to(device))
                        total, count = total + loss.item() * len(x), count + len(x)
                log["val_loss"].append(total / count)
                phase = Phase.JUDGE
            case Phase.JUDGE:
                log["stopped_early"] = stopping.step(log["val_loss"][-1])
                if stopping.bad_epochs == 0:
                    log["best_epoch"] = len(log["val_loss"])
                phase = Phase.SAVE
            case Phase.SAVE:
                epoch, value = len(log["val_loss"]), log["val_loss"][-1]
                if log["best_epoch"] == epoch:
                    save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=value)
                _commit(
                    last,
                    {
                        "model": model.state_dict(),
                        "optimizer": optimizer.state_dict(),
                        "epoch": epoch,
                        "val_loss": value,
                        "log": log,
                        "best_value": stopping.best,
                        "bad": stopping.bad_epochs,
                    },
                )
                phase = Phase.FINISH if log["stopped_early"] or epoch >= max_epochs else Phase.TRAIN
            case Phase.FINISH:
                if log["best_epoch"] is not None:
                    load_checkpoint(best, model, device=device)
                return log
