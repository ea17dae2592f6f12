# A Trainer whose parts have state_dict / load_state_dict. last.pt is self-contained: it also carries the best
# checkpoint so far, so that one single file has to be consistent; best.pt is its copy.
import copy
import math
import os
import tempfile
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader


def atomic_save(content: dict[str, Any], path: Path) -> None:
    path = Path(path)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix="ckpt-", suffix=".tmp", delete=False) as file:
        torch.save(content, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, path)


def pack(model: nn.Module, optimizer: torch.optim.Optimizer, epoch: int, val_loss: float) -> dict[str, Any]:
    return {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "state_dict": model.state_dict(),
        "optimizer_states": [optimizer.state_dict()],
        "pytorch_version": str(torch.__version__),
    }


def unpack(content: dict[str, Any], model: nn.Module, optimizer, device: torch.device) -> None:
    """Try on a copy first; only what fits touches the real model."""
    trial = copy.deepcopy(model)
    trial.load_state_dict(content["state_dict"], strict=True)
    if optimizer is not None:
        saved = [len(group["params"]) for group in content["optimizer_states"][0]["param_groups"]]
        if saved != [len(group["params"]) for group in optimizer.param_groups]:
            raise ValueError("the optimizer has other parameter groups")
    model.to(device)
    model.load_state_dict(content["state_dict"])
    if optimizer is not None:
        optimizer.load_state_dict(content["optimizer_states"][0])


def read(path: Path) -> dict[str, Any]:
    return torch.load(path, map_location=torch.device("cpu"), weights_only=True)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss) -> None:
    atomic_save(pack(model, optimizer, epoch, val_loss), path)


def load_checkpoint(path, model, optimizer=None, *, device) -> dict:
    content = read(path)
    unpack(content, model, optimizer, device)
    return {"epoch": int(content["epoch"]), "val_loss": float(content["val_loss"])}


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best: dict[str, Any] | None = None
        if (self.directory / "best.pt").exists():
            self.best = read(self.directory / "best.pt")

    @property
    def best_epoch(self) -> int | None:
        return None if self.best is None else self.best["epoch"]

    @property
    def best_val_loss(self) -> float | None:
        return None if self.best is None else self.best["val_loss"]

    def monitor(self, model, optimizer, epoch: int, val_loss: float) -> bool:
        """Whether this is the best; if so, an independent copy of it is kept."""
        if math.isnan(val_loss) or (self.best is not None and not val_loss < self.best["val_loss"]):
            return False
        self.best = copy.deepcopy(pack(model, optimizer, epoch, val_loss))
        return True

    def update(self, model, optimizer, *, epoch, val_loss) -> bool:
        improved = self.monitor(model, optimizer, epoch, val_loss)
        if improved:
            atomic_save(self.best, self.directory / "best.pt")
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return improved


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode not in {"min", "max"}:
            raise ValueError(f"mode={mode}")
        if patience < 1:
            raise ValueError(f"patience={patience}")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best: float | None = None
        self.bad_epochs = 0

    def state_dict(self) -> dict[str, Any]:
        return {"best": self.best, "bad_epochs": self.bad_epochs}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.best, self.bad_epochs = state["best"], state["bad_epochs"]

    def step(self, value: float) -> bool:
        if math.isnan(value):
            improved = False
        elif self.best is None:
            improved = True
        else:
            gain = (self.best - value) if self.mode == "min" else (value - self.best)
            improved = gain > self.min_delta
        if improved:
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


class Trainer:
    def __init__(self, model, criterion, optimizer, device, patience: int, directory: Path) -> None:
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.early_stopping = EarlyStopping(patience)
        self.logged: dict[str, list[float]] = {"train_loss": [], "val_loss": []}
        self.current_epoch = 0
        self.should_stop = False

    @property
    def last(self) -> Path:
        return self.directory / "last.pt"

    def start(self, resume: bool) -> None:
        content = read(self.last) if resume and self.last.exists() else None
        if content is None:
            self.last.unlink(missing_ok=True)
            (self.directory / "best.pt").unlink(missing_ok=True)
        self.checkpointer = Checkpointer(self.directory)
        if content is None:
            return
        unpack(content, self.model, self.optimizer, self.device)
        self.current_epoch = content["epoch"]
        loop = content["loop"]
        self.logged, self.should_stop = loop["logged"], loop["should_stop"]
        self.early_stopping.load_state_dict(loop["early_stopping"])
        self.checkpointer.best = loop["best"]

    def checkpoint(self, epoch: int, val_loss: float) -> None:
        improved = self.checkpointer.monitor(self.model, self.optimizer, epoch, val_loss)
        loop = {
            "logged": self.logged,
            "should_stop": self.should_stop,
            "early_stopping": self.early_stopping.state_dict(),
            "best": self.checkpointer.best,
        }
        atomic_save({**pack(self.model, self.optimizer, epoch, val_loss), "loop": loop}, self.last)
        if improved:
            atomic_save(self.checkpointer.best, self.directory / "best.pt")

    def step(self, batch) -> tuple[torch.Tensor, int]:
        inputs, targets = (tensor.to(self.device) for tensor in batch)
        return self.criterion(self.model(inputs), targets), len(inputs)

    def training_epoch(self, loader: DataLoader) -> float:
        self.model.train()
        total, n = 0.0, 0
        for batch in loader:
            loss, size = self.step(batch)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            total, n = total + loss.item() * size, n + size
        return total / n

    @torch.no_grad()
    def validation_epoch(self, loader: DataLoader) -> float:
        self.model.eval()
        total, n = 0.0, 0
        for batch in loader:
            loss, size = self.step(batch)
            total, n = total + loss.item() * size, n + size
        return total / n

    def fit(self, train_loader: DataLoader, val_loader: DataLoader, max_epochs: int) -> None:
        while not self.should_stop and self.current_epoch < max_epochs:
            self.logged["train_loss"].append(self.training_epoch(train_loader))
            val_loss = self.validation_epoch(val_loader)
            self.logged["val_loss"].append(val_loss)
            self.current_epoch += 1
            self.should_stop = self.early_stopping.step(val_loss)
            self.checkpoint(self.current_epoch, val_loss)
        best = self.checkpointer.best
        if best is not None:
            self.model.load_state_dict(best["state_dict"])
            if not (self.directory / "best.pt").exists() or read(self.directory / "best.pt")["epoch"] != best["epoch"]:
                atomic_save(best, self.directory / "best.pt")  # a crash came between the two files


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    trainer = Trainer(model, criterion, optimizer, device, patience, directory)
    trainer.start(resume)
    trainer.fit(train_loader, val_loader, max_epochs)
    return {
        **trainer.logged,
        "best_epoch": trainer.checkpointer.best_epoch,
        "stopped_early": trainer.should_stop,
    }
