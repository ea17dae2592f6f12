# unusual: context managers all over: atomic file, evaluation mode, ExitStack; the best weights are restored in a finally-like callback
import contextlib
import math
import os
import shutil
import tempfile
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


@contextlib.contextmanager
def whole_or_nothing(path: Path):
    """Gives a path in a fresh neighbouring folder; if the block ends well, that file becomes `path`."""
    folder = tempfile.mkdtemp(dir=path.parent, prefix=".writing-")
    try:
        draft = Path(folder, path.name)
        yield draft
        os.replace(draft, path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def evaluating(model):
    was = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield model
    finally:
        model.train(was)


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    with whole_or_nothing(path) as draft:
        torch.save(state_of(model, optimizer, epoch, val_loss), draft)


def state_of(model, optimizer, epoch, val_loss, **more):
    return dict(
        epoch=epoch, val_loss=val_loss, modules=model.state_dict(), optim=optimizer.state_dict(), **more
    )


@contextlib.contextmanager
def complaining_about_other_networks(model, saved):
    own = {name: tensor.shape for name, tensor in model.state_dict().items()}
    for name in own.keys() | saved.keys():
        if own.get(name) != (saved[name].shape if name in saved else None):
            raise ValueError(f"{name} is not the same in model and checkpoint")
    yield


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    with open(path, "rb") as file:
        saved = torch.load(file, map_location=device, weights_only=True)
    with complaining_about_other_networks(model, saved["modules"]):
        model.to(device)
        model.load_state_dict(saved["modules"])
        if optimizer is not None:
            optimizer.load_state_dict(saved["optim"])
    return {"epoch": saved["epoch"], "val_loss": saved["val_loss"]}


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch, self.best_val_loss = None, None
        with contextlib.suppress(FileNotFoundError):
            best = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = best["epoch"], best["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        best = False
        with contextlib.ExitStack() as stack:
            # callbacks run last in, first out: best.pt first, last.pt afterwards
            stack.callback(save_checkpoint, self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            if not math.isnan(val_loss) and (self.best_epoch is None or val_loss < self.best_val_loss):
                best = True
                self.best_epoch, self.best_val_loss = epoch, val_loss
                stack.callback(
                    save_checkpoint, self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss
                )
        return best


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if patience < 1:
            raise ValueError("patience < 1")
        if mode not in ("min", "max"):
            raise ValueError("mode")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.seen = False
        self.best, self.bad_epochs = 0.0, 0

    def step(self, value: float) -> bool:
        old, self.bad_epochs = self.bad_epochs, 0
        if not math.isnan(value):
            gain = self.best - value if self.mode == "min" else value - self.best
            if not self.seen or gain > self.min_delta:
                self.best, self.seen = value, True
                return False
        self.bad_epochs = old + 1
        return self.bad_epochs >= self.patience


def _mean(loader, loss_of):
    sums = [0.0, 0]
    for batch in loader:
        sums[0] += loss_of(*batch) * len(batch[0])
        sums[1] += len(batch[0])
    return sums[0] / sums[1]


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
    history = {"train_loss": [], "val_loss": [], "best_epoch": None, "stopped_early": False}
    if not resume:
        for file in (last, best):
            with contextlib.suppress(FileNotFoundError):
                file.unlink()
    elif last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        extra = torch.load(last, map_location="cpu", weights_only=True)
        history, memory = extra["history"], extra["memory"]
        vars(stopping).update(memory)

    def learn(inputs, targets):
        with torch.enable_grad():
            loss = criterion(model(inputs.to(device)), targets.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    def look(inputs, targets):
        return criterion(model(inputs.to(device)), targets.to(device)).item()

    with contextlib.ExitStack() as ending:

        def back_to_the_best():
            if history["best_epoch"] is not None:
                load_checkpoint(best, model, device=device)

        for epoch in range(len(history["val_loss"]) + 1, max_epochs + 1):
            if history["stopped_early"]:
                break
            model.train()
            train = _mean(train_loader, learn)
            with evaluating(model):
                val = _mean(val_loader, look)
            history["stopped_early"] = stopping.step(val)
            history["train_loss"].append(train)
            history["val_loss"].append(val)
            if stopping.bad_epochs == 0:
                history["best_epoch"] = epoch
                save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=val)
            memory = {name: getattr(stopping, name) for name in ("seen", "best", "bad_epochs")}
            with whole_or_nothing(last) as draft:
                torch.save(state_of(model, optimizer, epoch, val, history=history, memory=memory), draft)
        ending.callback(back_to_the_best)
    return history
