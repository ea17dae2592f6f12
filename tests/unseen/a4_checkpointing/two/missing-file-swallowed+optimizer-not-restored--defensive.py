# exercise: load_checkpoint
# mistake: a missing file gives a default result instead of FileNotFoundError, and the optimizer's state is never loaded
from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def _atomic_save(obj: dict[str, Any], path: Path) -> None:
    tmp = path.with_name(path.name + f".{os.getpid()}.part")
    torch.save(obj, tmp)
    tmp.replace(path)


def _snapshot(model: nn.Module, optimizer: Optimizer, epoch: int, val_loss: float) -> dict[str, Any]:
    return {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }


def _require_same_layout(model: nn.Module, state: dict[str, Tensor]) -> None:
    expected = {name: tuple(t.shape) for name, t in model.state_dict().items()}
    found = {name: tuple(t.shape) for name, t in state.items()}
    if expected != found:
        raise RuntimeError(f"checkpoint does not fit the model: expected {expected}, found {found}")


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    _atomic_save(_snapshot(model, optimizer, epoch, val_loss), path)


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    if not path.exists():
        print(f"no checkpoint at {path}, starting from scratch")
        return {"epoch": 0, "val_loss": math.inf}
    payload = torch.load(path, map_location=device, weights_only=True)
    _require_same_layout(model, payload["model"])
    model.load_state_dict(payload["model"])
    model.to(device)
    return {"epoch": payload["epoch"], "val_loss": payload["val_loss"]}


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.best_path = Path(directory) / "best.pt"
        self.last_path = Path(directory) / "last.pt"
        Path(directory).mkdir(parents=True, exist_ok=True)
        self.best_epoch: int | None = None
        self.best_val_loss: float = math.nan
        if self.best_path.is_file():
            best = torch.load(self.best_path, map_location="cpu", weights_only=True)
            self.best_epoch = best["epoch"]
            self.best_val_loss = best["val_loss"]

    def _improves(self, val_loss: float) -> bool:
        if math.isnan(val_loss):
            return False
        return self.best_epoch is None or val_loss < self.best_val_loss

    def update(
        self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float, extra: dict | None = None
    ) -> bool:
        payload = _snapshot(model, optimizer, epoch, val_loss) | (extra or {})
        improved = self._improves(val_loss)
        if improved:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            _atomic_save(payload, self.best_path)
        _atomic_save(payload, self.last_path)
        return improved


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode not in ("min", "max"):
            raise ValueError(f"mode must be 'min' or 'max', got {mode!r}")
        if patience < 1:
            raise ValueError(f"patience must be positive, got {patience}")
        self.patience = patience
        self.min_delta = min_delta
        self.sign = 1.0 if mode == "min" else -1.0
        self.best: float | None = None
        self.bad_epochs = 0

    def _is_better(self, value: float) -> bool:
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        return self.sign * (self.best - value) > self.min_delta

    def step(self, value: float) -> bool:
        if self._is_better(value):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _train_epoch(model, loader, criterion, optimizer, device) -> float:
    model.train()
    total, seen = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        total += loss.item() * inputs.size(0)
        seen += inputs.size(0)
    return total / seen


def _evaluate(model, loader, criterion, device) -> float:
    was_training = model.training
    model.eval()
    total, seen = 0.0, 0
    with torch.inference_mode():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            total += criterion(model(inputs), targets).item() * inputs.size(0)
            seen += inputs.size(0)
    model.train(was_training)
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
    last_path, best_path = directory / "last.pt", directory / "best.pt"
    train_losses: list[float] = []
    val_losses: list[float] = []
    stopper = EarlyStopping(patience)
    stopped = False
    done = 0

    if resume and last_path.exists():
        saved = torch.load(last_path, map_location=device, weights_only=True)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        done = saved["epoch"]
        train_losses, val_losses = saved["train_losses"], saved["val_losses"]
        for value in val_losses:
            stopped = stopper.step(value)
    else:
        last_path.unlink(missing_ok=True)
        best_path.unlink(missing_ok=True)

    checkpointer = Checkpointer(directory)
    for epoch in range(done + 1, max_epochs + 1):
        if stopped:
            break
        train_losses.append(_train_epoch(model, train_loader, criterion, optimizer, device))
        val_losses.append(_evaluate(model, val_loader, criterion, device))
        checkpointer.update(
            model,
            optimizer,
            epoch=epoch,
            val_loss=val_losses[-1],
            extra={"train_losses": train_losses, "val_losses": val_losses},
        )
        stopped = stopper.step(val_losses[-1])

    if checkpointer.best_epoch is not None:
        load_checkpoint(best_path, model, device=device)
    return {
        "train_loss": train_losses,
        "val_loss": val_losses,
        "best_epoch": checkpointer.best_epoch,
        "stopped_early": stopped,
    }
