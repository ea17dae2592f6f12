# unusual: Lightning-like Trainer with callbacks; stopping is a StopTraining exception raised by a callback
import math
import os
import pathlib

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


class StopTraining(Exception):
    """Raised by a callback to leave the epoch loop."""


def atomic_save(obj, path):
    path = pathlib.Path(path)
    tmp = path.with_suffix(path.suffix + ".tmp")
    try:
        torch.save(obj, tmp)
        os.replace(tmp, path)
    finally:
        tmp.unlink(missing_ok=True)


def save_checkpoint(path: pathlib.Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    atomic_save(
        {
            "epoch": epoch,
            "val_loss": val_loss,
            "state_dict": model.state_dict(),
            "optimizer_states": [optimizer.state_dict()],
        },
        path,
    )


def load_checkpoint(
    path: pathlib.Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    ckpt = torch.load(path, map_location=torch.device("cpu"), weights_only=True)
    ours, theirs = model.state_dict(), ckpt["state_dict"]
    if len(ours) != len(theirs):
        raise RuntimeError(f"{len(theirs)} tensors saved, {len(ours)} in the model")
    for key in ours:
        if key not in theirs:
            raise RuntimeError(f"{key} is missing")
        if ours[key].size() != theirs[key].size():
            raise RuntimeError(f"{key} has another size")
    model.load_state_dict(theirs)
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(ckpt["optimizer_states"][0])
    return {"epoch": ckpt["epoch"], "val_loss": ckpt["val_loss"]}


class Checkpointer:
    def __init__(self, directory: pathlib.Path) -> None:
        self.dirpath = pathlib.Path(directory)
        self.dirpath.mkdir(exist_ok=True, parents=True)
        self.best_epoch, self.best_val_loss = -1, math.inf
        self.have_best = (self.dirpath / "best.pt").exists()
        if self.have_best:
            ckpt = torch.load(self.dirpath / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = ckpt["epoch"], ckpt["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        info = {"epoch": epoch, "val_loss": val_loss}
        new_best = val_loss < self.best_val_loss or (not self.have_best and not math.isnan(val_loss))
        if new_best:
            self.have_best = True
            self.best_epoch, self.best_val_loss = epoch, val_loss
            save_checkpoint(self.dirpath / "best.pt", model, optimizer, **info)
        save_checkpoint(self.dirpath / "last.pt", model, optimizer, **info)
        return new_best


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        operators = {"min": torch.lt, "max": torch.gt}
        if mode not in operators:
            raise ValueError(f"mode can be {list(operators)}, got {mode}")
        if patience < 1:
            raise ValueError("patience starts at 1")
        self.monitor_op = operators[mode]
        self.margin = -abs(min_delta) if mode == "min" else abs(min_delta)
        self.patience = patience
        self.best = None
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        current = torch.tensor(value, dtype=torch.float64)
        if self.best is None:
            improved = not bool(torch.isnan(current))
        else:
            improved = bool(self.monitor_op(current, torch.tensor(self.best + self.margin, dtype=torch.float64)))
        if improved:
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs = self.bad_epochs + 1
        return self.bad_epochs >= self.patience


class Callback:
    def on_fit_start(self, trainer): ...
    def on_epoch_end(self, trainer): ...
    def on_fit_end(self, trainer): ...
    def state(self):
        return {}

    def restore(self, state): ...


class History(Callback):
    def __init__(self):
        self.logs = {"train_loss": [], "val_loss": []}

    def on_epoch_end(self, trainer):
        for key, values in self.logs.items():
            values.append(trainer.metrics[key])

    def state(self):
        return {"logs": self.logs}

    def restore(self, state):
        self.logs = state["logs"]


class Patience(Callback):
    def __init__(self, patience):
        self.stopper = EarlyStopping(patience)
        self.best_epoch, self.stopped = None, False

    def on_fit_start(self, trainer):
        if self.stopped:
            raise StopTraining

    def on_epoch_end(self, trainer):
        self.stopped = self.stopper.step(trainer.metrics["val_loss"])
        if self.stopper.bad_epochs == 0:
            self.best_epoch = trainer.epoch

    def state(self):
        return {
            "best": self.stopper.best,
            "bad": self.stopper.bad_epochs,
            "best_epoch": self.best_epoch,
            "stopped": self.stopped,
        }

    def restore(self, state):
        self.stopper.best, self.stopper.bad_epochs = state["best"], state["bad"]
        self.best_epoch, self.stopped = state["best_epoch"], state["stopped"]


class Files(Callback):
    """Comes last: when it writes, everybody else knows about the epoch."""

    def __init__(self, dirpath, patience):
        self.dirpath, self.patience = dirpath, patience

    def on_epoch_end(self, trainer):
        ckpt = {
            "epoch": trainer.epoch,
            "val_loss": trainer.metrics["val_loss"],
            "state_dict": trainer.model.state_dict(),
            "optimizer_states": [trainer.optimizer.state_dict()],
            "callbacks": {type(c).__name__: c.state() for c in trainer.callbacks},
        }
        if self.patience.best_epoch == trainer.epoch:
            atomic_save(ckpt, self.dirpath / "best.pt")
        atomic_save(ckpt, self.dirpath / "last.pt")
        if self.patience.stopped:
            raise StopTraining

    def on_fit_end(self, trainer):
        if self.patience.best_epoch is not None:
            load_checkpoint(self.dirpath / "best.pt", trainer.model, device=trainer.device)


class Trainer:
    def __init__(self, model, optimizer, criterion, device, callbacks):
        self.model, self.optimizer, self.criterion, self.device = model, optimizer, criterion, device
        self.callbacks = callbacks
        self.epoch, self.metrics = 0, {}

    def emit(self, event):
        for callback in self.callbacks:
            getattr(callback, event)(self)

    def training_step(self, batch):
        x, y = (t.to(self.device) for t in batch)
        loss = self.criterion(self.model(x), y)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.detach(), x.size(0)

    def validation_step(self, batch):
        x, y = (t.to(self.device) for t in batch)
        return self.criterion(self.model(x), y), x.size(0)

    @staticmethod
    def mean(outputs):
        losses, sizes = zip(*outputs)
        losses = torch.stack([loss.double() for loss in losses])
        sizes = torch.tensor(sizes, dtype=torch.float64, device=losses.device)
        return (torch.dot(losses, sizes) / sizes.sum()).item()

    def run_epoch(self, train_loader, val_loader):
        self.epoch += 1
        self.model.train()
        self.metrics["train_loss"] = self.mean([self.training_step(batch) for batch in train_loader])
        self.model.eval()
        with torch.no_grad():
            self.metrics["val_loss"] = self.mean([self.validation_step(batch) for batch in val_loader])
        self.emit("on_epoch_end")

    def fit(self, train_loader, val_loader, max_epochs):
        try:
            self.emit("on_fit_start")
            while self.epoch < max_epochs:
                self.run_epoch(train_loader, val_loader)
        except StopTraining:
            pass
        self.emit("on_fit_end")


def fit(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion,
    optimizer: Optimizer,
    *,
    max_epochs: int,
    patience: int,
    directory: pathlib.Path,
    device: torch.device,
    resume: bool = False,
) -> dict:
    directory = pathlib.Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    history, stopping = History(), Patience(patience)
    trainer = Trainer(model, optimizer, criterion, device, [history, stopping, Files(directory, stopping)])
    last = directory / "last.pt"
    if resume and last.exists():
        trainer.epoch = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        states = torch.load(last, map_location="cpu", weights_only=True)["callbacks"]
        for callback in trainer.callbacks:
            callback.restore(states[type(callback).__name__])
    elif not resume:
        for name in ("last.pt", "best.pt"):
            (directory / name).unlink(missing_ok=True)
    trainer.fit(train_loader, val_loader, max_epochs)
    return {**history.logs, "best_epoch": stopping.best_epoch, "stopped_early": stopping.stopped}
