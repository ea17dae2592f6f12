# exercise: EarlyStopping
# mistake: It waits for one call more than patience, and it accepts any mode and any patience.
import math
import os
from dataclasses import dataclass
from pathlib import Path

import torch


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    path = Path(path)
    partial = path.parent / (path.name + ".partial")
    torch.save(
        {"epoch": epoch, "val_loss": val_loss, "net": model.state_dict(), "optim": optimizer.state_dict()}, partial
    )
    os.replace(partial, path)


def load_checkpoint(path, model, optimizer=None, *, device):
    saved = torch.load(path, map_location=device, weights_only=True)
    live = model.state_dict()
    if [(k, v.shape) for k, v in live.items()] != [(k, v.shape) for k, v in saved["net"].items()]:
        raise RuntimeError("architecture mismatch")
    model.load_state_dict(saved["net"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(saved["optim"])
    return {"epoch": saved["epoch"], "val_loss": saved["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch, self.best_val_loss = None, math.inf
        best = self.directory / "best.pt"
        if best.exists():
            saved = torch.load(best, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = saved["epoch"], saved["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        improved = not math.isnan(val_loss) and (self.best_epoch is None or val_loss < self.best_val_loss)
        if improved:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return improved


@dataclass
class EarlyStopping:
    patience: int
    min_delta: float = 0.0
    mode: str = "min"
    best: float | None = None
    bad_epochs: int = 0

    def step(self, value: float) -> bool:
        gain = 0.0
        if self.best is not None:
            gain = self.best - value if self.mode == "min" else value - self.best
        if not math.isnan(value) and (self.best is None or gain > self.min_delta):
            self.best = value
            self.bad_epochs = 0
            return False
        exhausted = self.bad_epochs >= self.patience
        self.bad_epochs += 1
        return exhausted


class Loop:
    def __init__(self, model, criterion, optimizer, device):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device

    def loss(self, batch):
        x, y = batch
        return self.criterion(self.model(x.to(self.device)), y.to(self.device))

    def train(self, loader):
        self.model.train()
        total = 0.0
        for batch in loader:
            self.optimizer.zero_grad()
            loss = self.loss(batch)
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(batch[0])
        return total / len(loader.dataset)

    @torch.no_grad()
    def validate(self, loader):
        self.model.eval()
        return sum(self.loss(batch).item() * len(batch[0]) for batch in loader) / len(loader.dataset)


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best, state_file = directory / "last.pt", directory / "best.pt", directory / "run.pt"
    state = {"train_loss": [], "val_loss": [], "best_epoch": None, "waited": 0}
    if resume and state_file.exists():
        state = torch.load(state_file, map_location=device, weights_only=True)
        model.load_state_dict(state.pop("net"))
        optimizer.load_state_dict(state.pop("optim"))
    else:
        for old in (state_file, last, best):
            old.unlink(missing_ok=True)
    loop = Loop(model, criterion, optimizer, device)
    lowest = math.inf if state["best_epoch"] is None else state["val_loss"][state["best_epoch"] - 1]
    while len(state["val_loss"]) < max_epochs and state["waited"] < patience:
        state["train_loss"].append(loop.train(train_loader))
        value = loop.validate(val_loader)
        state["val_loss"].append(value)
        epoch = len(state["val_loss"])
        if not math.isnan(value) and (state["best_epoch"] is None or value < lowest):
            lowest, state["best_epoch"], state["waited"] = value, epoch, 0
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=value)
        else:
            state["waited"] += 1
        save_checkpoint(last, model, optimizer, epoch=epoch, val_loss=value)
        torch.save({**state, "net": model.state_dict(), "optim": optimizer.state_dict()}, directory / "run.partial")
        os.replace(directory / "run.partial", state_file)
    if state["best_epoch"] is not None:
        load_checkpoint(best, model, device=device)
    waited = state.pop("waited")
    return {**state, "stopped_early": waited >= patience}
