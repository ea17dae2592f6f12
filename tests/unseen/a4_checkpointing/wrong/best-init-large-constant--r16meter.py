# exercise: Checkpointer
# mistake: starts the comparison from 9999.0, so a run whose losses are all above it never has a best
import copy
import json
import math
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


def _atomic_save(payload: dict, path: Path) -> None:
    """Write to a temporary sibling and rename: readers never see half a file."""
    handle, name = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
    os.close(handle)
    try:
        torch.save(payload, name)
        os.replace(name, path)
    except BaseException:
        if os.path.exists(name):
            os.unlink(name)
        raise


def _require_same_layout(found: dict, expected: dict) -> None:
    missing = expected.keys() - found.keys()
    unexpected = found.keys() - expected.keys()
    if missing or unexpected:
        raise RuntimeError(f"missing: {sorted(missing)}, unexpected: {sorted(unexpected)}")
    wrong = [k for k, v in expected.items() if v.shape != found[k].shape]
    if wrong:
        raise RuntimeError(f"shape mismatch: {wrong}")


def save_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float
) -> None:
    _atomic_save(
        {
            "epoch": int(epoch),
            "val_loss": float(val_loss),
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
        },
        path,
    )


def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    payload = torch.load(path, map_location="cpu", weights_only=True)
    _require_same_layout(payload["model"], model.state_dict())
    model.to(device).load_state_dict(payload["model"])
    if optimizer is not None:
        optimizer.load_state_dict(payload["optimizer"])
    return {"epoch": int(payload["epoch"]), "val_loss": float(payload["val_loss"])}


WORST_LOSS = 9_999.0


class _BestMeter:
    """Tracks the lowest value seen and when it was seen."""

    def __init__(self, value: float = WORST_LOSS, epoch: int = 0) -> None:
        self.value, self.epoch = value, epoch

    @classmethod
    def from_file(cls, path: Path) -> "_BestMeter":
        if not path.is_file():
            return cls()
        stored = torch.load(path, map_location="cpu", weights_only=True)
        return cls(stored["val_loss"], stored["epoch"])

    def offer(self, value: float, epoch: int) -> bool:
        if value < self.value:  # False for NaN too
            self.value, self.epoch = float(value), epoch
            return True
        return False


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._meter = _BestMeter.from_file(directory / "best.pt")

    @property
    def best_epoch(self) -> int:
        return self._meter.epoch

    @property
    def best_val_loss(self) -> float:
        return self._meter.value

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        is_best = self._meter.offer(val_loss, epoch)
        targets = ["last.pt"] + ["best.pt"] * is_best
        for name in targets:
            save_checkpoint(self._directory / name, model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


@dataclass
class EarlyStopping:
    patience: int
    min_delta: float = 0.0
    mode: str = "min"
    best: float | None = field(default=None, init=False)
    bad_epochs: int = field(default=0, init=False)

    def __post_init__(self):
        if self.mode not in ("min", "max"):
            raise ValueError(f"mode: {self.mode}")
        if self.patience < 1:
            raise ValueError(f"patience: {self.patience}")

    def step(self, value: float) -> bool:
        self.bad_epochs += 1
        if not math.isnan(value) and (self.best is None or self._gain(value) > self.min_delta):
            self.best = value
            self.bad_epochs = 0
        return self.bad_epochs >= self.patience

    def _gain(self, value: float) -> float:
        return self.best - value if self.mode == "min" else value - self.best


def run_train(model, loader, criterion, optimizer, device):
    model.train()
    losses, sizes = [], []
    for xb, yb in loader:
        xb, yb = xb.to(device), yb.to(device)
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        sizes.append(len(xb))
    return sum(l * n for l, n in zip(losses, sizes)) / sum(sizes)


@torch.no_grad()
def run_val(model, loader, criterion, device):
    model.eval()
    losses, sizes = [], []
    for xb, yb in loader:
        xb, yb = xb.to(device), yb.to(device)
        losses.append(criterion(model(xb), yb).item())
        sizes.append(len(xb))
    return sum(l * n for l, n in zip(losses, sizes)) / sum(sizes)


def save_last(path, model, optimizer, extra, *, epoch, val_loss):
    # the checkpoint of always, plus what resuming needs, all in one file
    draft = path.with_name("last_draft.pt")
    save_checkpoint(draft, model, optimizer, epoch=epoch, val_loss=val_loss)
    content = torch.load(draft, map_location="cpu", weights_only=True)
    content["run"] = extra
    torch.save(content, draft)
    os.replace(draft, path)


def fit(model, train_loader, val_loader, criterion, optimizer, *,
        max_epochs, patience, directory, device, resume=False):
    directory.mkdir(parents=True, exist_ok=True)
    last_path, best_path = directory / "last.pt", directory / "best.pt"

    run = {
        "train_loss": [], "val_loss": [],
        "best_epoch": None, "best_loss": None, "best_weights": None,
        "waited": 0,
    }
    if resume and last_path.exists():
        load_checkpoint(last_path, model, optimizer, device=device)
        run = torch.load(last_path, map_location="cpu", weights_only=True)["run"]
    else:
        last_path.unlink(missing_ok=True)
        best_path.unlink(missing_ok=True)

    optimizer.zero_grad()
    for epoch in range(len(run["val_loss"]) + 1, max_epochs + 1):
        if run["waited"] >= patience:
            break
        run["train_loss"].append(run_train(model, train_loader, criterion, optimizer, device))
        val_loss = run_val(model, val_loader, criterion, device)
        run["val_loss"].append(val_loss)

        improved = not math.isnan(val_loss) and (
            run["best_epoch"] is None or val_loss < run["best_loss"]
        )
        if improved:
            run["best_epoch"], run["best_loss"], run["waited"] = epoch, val_loss, 0
            run["best_weights"] = copy.deepcopy(model.state_dict())
            save_checkpoint(best_path, model, optimizer, epoch=epoch, val_loss=val_loss)
        else:
            run["waited"] += 1
        save_last(last_path, model, optimizer, run, epoch=epoch, val_loss=val_loss)

    if run["best_weights"] is not None:
        model.load_state_dict(run["best_weights"])
    return {
        "train_loss": run["train_loss"],
        "val_loss": run["val_loss"],
        "best_epoch": run["best_epoch"],
        "stopped_early": run["waited"] >= patience,
    }
