# unusual: the curves live in history.json; patience, best and "ended" are never stored but replayed from the curve on resuming
import json
import math
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    partial = path.with_name(path.name + "~")
    torch.save(
        dict(epoch=epoch, val_loss=float(val_loss), model=model.state_dict(), optimizer=optimizer.state_dict()),
        partial,
    )
    partial.replace(path)


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    photo = torch.load(path, map_location=device, weights_only=True)

    def signature(state):
        return {k: tuple(v.shape) for k, v in state.items() if isinstance(v, Tensor)}

    if signature(photo["model"]) != signature(model.state_dict()):
        raise RuntimeError("the checkpoint is of another network")
    model.load_state_dict(photo["model"])
    model.to(device)
    if optimizer:
        optimizer.load_state_dict(photo["optimizer"])
    return {k: photo[k] for k in ("epoch", "val_loss")}


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.last, self.best = directory / "last.pt", directory / "best.pt"
        try:
            photo = torch.load(self.best, map_location="cpu", weights_only=True)
        except FileNotFoundError:
            self.best_epoch = self.best_val_loss = None
        else:
            self.best_epoch, self.best_val_loss = photo["epoch"], photo["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        numbers = dict(epoch=epoch, val_loss=val_loss)
        is_best = val_loss == val_loss and (self.best_val_loss is None or val_loss < self.best_val_loss)
        if is_best:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            save_checkpoint(self.best, model, optimizer, **numbers)
        save_checkpoint(self.last, model, optimizer, **numbers)
        return is_best


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if mode not in {"min", "max"} or patience < 1:
            raise ValueError(f"patience={patience}, mode={mode}")
        self.patience = patience
        self.min_delta = min_delta
        self.sign = {"min": -1.0, "max": 1.0}[mode]
        self.best = None
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        self.bad_epochs += 1
        gain = math.inf if self.best is None else self.sign * (value - self.best)
        if value == value and gain > self.min_delta:
            self.best = value
            self.bad_epochs = 0
        return self.bad_epochs >= self.patience


def replay(curve: list[float], patience: int) -> tuple[EarlyStopping, int | None, bool]:
    """What a run would know after this validation curve."""
    stopping, best_epoch, stop = EarlyStopping(patience), None, False
    for epoch, value in enumerate(curve, start=1):
        stop = stopping.step(value)
        if not stopping.bad_epochs:
            best_epoch = epoch
    return stopping, best_epoch, stop


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
    last, best, curves = (directory / name for name in ("last.pt", "best.pt", "history.json"))
    train_loss: list[float] = []
    val_loss: list[float] = []
    if not resume:
        for file in (last, best, curves):
            file.unlink(missing_ok=True)
    if last.is_file():
        done = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        # the curve is written before last.pt, so it may know one epoch too many
        stored = json.loads(curves.read_text())
        train_loss, val_loss = stored["train"][:done], stored["val"][:done]
    stopping, best_epoch, stop = replay(val_loss, patience)

    while not stop and len(val_loss) < max_epochs:
        model.train()
        losses, sizes = [], []
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad(set_to_none=False)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            sizes.append(x.shape[0])
        train_loss.append(sum(map(float.__mul__, losses, map(float, sizes))) / sum(sizes))

        model.eval()
        losses, sizes = [], []
        for x, y in val_loader:
            with torch.inference_mode():
                losses.append(criterion(model(x.to(device)), y.to(device)).item())
            sizes.append(x.shape[0])
        val_loss.append(sum(map(float.__mul__, losses, map(float, sizes))) / sum(sizes))

        stop = stopping.step(val_loss[-1])
        draft = curves.with_suffix(".tmp")
        draft.write_text(json.dumps({"train": train_loss, "val": val_loss}))
        draft.replace(curves)
        photo = dict(epoch=len(val_loss), val_loss=val_loss[-1])
        if stopping.bad_epochs == 0:
            best_epoch = len(val_loss)
            save_checkpoint(best, model, optimizer, **photo)
        save_checkpoint(last, model, optimizer, **photo)

    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {"train_loss": train_loss, "val_loss": val_loss, "best_epoch": best_epoch, "stopped_early": stop}
