# unusual: NumPy view: no counters at all, everything (best epoch, patience used, ended) is computed from the array of losses
import os
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    _save(path, model, optimizer, epoch, val_loss)


def _save(path, model, optimizer, epoch, val_loss, **arrays):
    aside = os.fspath(path) + "_"
    torch.save(
        {
            "epoch": int(epoch),
            "val_loss": float(val_loss),
            "net": model.state_dict(),
            "sgd": optimizer.state_dict(),
            # arrays travel as lists: weights_only=True accepts no NumPy objects
            **{name: np.asarray(values, dtype=np.float64).tolist() for name, values in arrays.items()},
        },
        aside,
    )
    os.replace(aside, path)


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    saved = torch.load(path, map_location=device, weights_only=True)
    ours = {k: tuple(v.shape) for k, v in model.state_dict().items()}
    theirs = {k: tuple(v.shape) for k, v in saved["net"].items()}
    if ours.items() ^ theirs.items():
        raise ValueError(f"no calza: {ours.items() ^ theirs.items()}")
    model.to(device)
    model.load_state_dict(saved["net"])
    if optimizer is not None:
        optimizer.load_state_dict(saved["sgd"])
    return {"epoch": saved["epoch"], "val_loss": saved["val_loss"]}


def first_best(values) -> int:
    """Position of the first least value that is not NaN; -1 where there is none."""
    values = np.asarray(values, dtype=np.float64)
    return -1 if np.isnan(values).all() else int(np.nanargmin(values))


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self._epochs, self._losses = [], []
        if (directory / "best.pt").exists():
            saved = torch.load(directory / "best.pt", map_location="cpu", weights_only=True)
            self._epochs, self._losses = [saved["epoch"]], [saved["val_loss"]]

    @property
    def best_epoch(self) -> int:
        return self._epochs[first_best(self._losses)]

    @property
    def best_val_loss(self) -> float:
        return self._losses[first_best(self._losses)]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        self._epochs.append(epoch)
        self._losses.append(float(val_loss))
        is_best = first_best(self._losses) == len(self._losses) - 1
        if is_best:
            _save(self.directory / "best.pt", model, optimizer, epoch, val_loss)
        _save(self.directory / "last.pt", model, optimizer, epoch, val_loss)
        return is_best


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode not in ("min", "max"):
            raise ValueError(mode)
        if patience < 1:
            raise ValueError(patience)
        self.patience, self.min_delta = patience, min_delta
        self.direction = np.less if mode == "min" else np.greater
        self.shift = -min_delta if mode == "min" else min_delta
        self.best, self.bad_epochs = np.nan, 0

    def step(self, value: float) -> bool:
        value = float(value)
        if np.isnan(self.best):
            better = not np.isnan(value)
        else:
            better = bool(self.direction(value, self.best + self.shift))
        self.best = value if better else self.best
        self.bad_epochs = 0 if better else self.bad_epochs + 1
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
    last, best = directory / "last.pt", directory / "best.pt"
    train, val = np.empty(0), np.empty(0)
    if not resume:
        for path in (last, best):
            path.unlink(missing_ok=True)
    elif last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        saved = torch.load(last, map_location="cpu", weights_only=True)
        train, val = np.array(saved["train"]), np.array(saved["val"])

    def exhausted() -> bool:
        # with no best yet, first_best is -1 and every epoch so far counts
        return len(val) > 0 and len(val) - (first_best(val) + 1) >= patience

    while len(val) < max_epochs and not exhausted():
        model.train()
        losses, weights = [], []
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            losses.append(loss.detach().cpu().numpy())
            weights.append(len(inputs))
        train = np.append(train, np.average(np.array(losses, dtype=np.float64), weights=weights))

        model.eval()
        losses, weights = [], []
        with torch.inference_mode():
            for inputs, targets in val_loader:
                losses.append(criterion(model(inputs.to(device)), targets.to(device)).cpu().numpy())
                weights.append(len(inputs))
        val = np.append(val, np.average(np.array(losses, dtype=np.float64), weights=weights))

        for path in ([best] if first_best(val) == len(val) - 1 else []) + [last]:
            _save(path, model, optimizer, len(val), val[-1], train=train, val=val)

    winner = first_best(val) if len(val) else -1
    if winner >= 0:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": train.tolist(),
        "val_loss": val.tolist(),
        "best_epoch": winner + 1 if winner >= 0 else None,
        "stopped_early": bool(exhausted()),
    }
