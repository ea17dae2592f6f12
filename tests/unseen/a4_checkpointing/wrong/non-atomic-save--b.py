# exercise: save_checkpoint
from __future__ import annotations

import copy
import io
import os
import pickle
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn

INF = float("inf")


def save_checkpoint(path, model: nn.Module, optimizer, *, epoch: int, val_loss: float) -> None:
    buffer = io.BytesIO()
    torch.save(dict(epoch=epoch, val_loss=val_loss, state={"net": model.state_dict(), "opt": optimizer.state_dict()}), buffer)
    path = Path(path)
    path.write_bytes(buffer.getvalue())


def load_checkpoint(path, model: nn.Module, optimizer=None, *, device) -> dict[str, Any]:
    blob = torch.load(io.BytesIO(Path(path).read_bytes()), map_location="cpu", weights_only=True)
    # ensayo en una copia: si falla, el modelo de verdad no se ha tocado
    ensayo = copy.deepcopy(model)
    ensayo.load_state_dict(blob["state"]["net"], strict=True)
    model.load_state_dict(ensayo.state_dict())
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(blob["state"]["opt"])
    return {"epoch": blob["epoch"], "val_loss": blob["val_loss"]}


class Checkpointer:
    def __init__(self, directory) -> None:
        self.dir = Path(directory)
        self.dir.mkdir(parents=True, exist_ok=True)
        try:
            blob = torch.load(self.dir / "best.pt", map_location="cpu", weights_only=True)
            self._best = (blob["val_loss"], blob["epoch"])
        except FileNotFoundError:
            self._best = None

    @property
    def best_epoch(self):
        return None if self._best is None else self._best[1]

    @property
    def best_val_loss(self):
        return None if self._best is None else self._best[0]

    def update(self, model, optimizer, *, epoch: int, val_loss: float) -> bool:
        names = ["last.pt"]
        better = val_loss == val_loss and (self._best is None or val_loss < self._best[0])
        if better:
            self._best = (val_loss, epoch)
            names.insert(0, "best.pt")
        for name in names:
            save_checkpoint(self.dir / name, model, optimizer, epoch=epoch, val_loss=val_loss)
        return better


@dataclass
class EarlyStopping:
    patience: int
    min_delta: float = 0.0
    mode: str = "min"
    best: float | None = field(default=None, init=False)
    bad_epochs: int = field(default=0, init=False)

    def __post_init__(self):
        if self.mode not in ("min", "max"):
            raise ValueError(self.mode)
        if not self.patience >= 1:
            raise ValueError(self.patience)

    def _better(self, value):
        if self.best is None:
            return value == value
        gain = self.best - value if self.mode == "min" else value - self.best
        return gain > self.min_delta

    def step(self, value):
        if self._better(value):
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


@dataclass
class State:
    train_loss: list = field(default_factory=list)
    val_loss: list = field(default_factory=list)
    best_epoch: int | None = None
    stopped_early: bool = False
    bad: int = 0
    best_val: float | None = None

    def history(self):
        return dict(train_loss=self.train_loss, val_loss=self.val_loss, best_epoch=self.best_epoch,
                    stopped_early=self.stopped_early)


def _mean_loss(model, loader, criterion, device, step=None):
    acc, n = 0.0, 0
    for xb, yb in loader:
        xb, yb = xb.to(device), yb.to(device)
        loss = criterion(model(xb), yb)
        if step:
            step(loss)
        acc += loss.detach().item() * len(xb)
        n += len(xb)
    return acc / n


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    run_file = folder / "run.pt"  # everything that resuming needs, in one file of its own
    state, best_weights = State(), None

    if resume and run_file.exists() and (folder / "last.pt").exists():
        run = torch.load(run_file, map_location=device, weights_only=True)
        state = State(**run["state"])
        best_weights = run["best_weights"]
        model.load_state_dict(run["weights"])
        optimizer.load_state_dict(run["optimizer"])
    else:
        for name in ("run.pt", "last.pt", "best.pt"):
            (folder / name).unlink(missing_ok=True)

    def step(loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    state.stopped_early = state.bad >= patience
    while len(state.val_loss) < max_epochs and not state.stopped_early:
        model.train()
        state.train_loss.append(_mean_loss(model, train_loader, criterion, device, step))
        model.eval()
        with torch.inference_mode():
            v = _mean_loss(model, val_loader, criterion, device)
        state.val_loss.append(v)
        epoch = len(state.val_loss)
        improved = v == v and (state.best_val is None or v < state.best_val)
        if improved:
            state.best_epoch, state.best_val, state.bad = epoch, v, 0
            best_weights = {k: t.detach().clone() for k, t in model.state_dict().items()}
        else:
            state.bad += 1
        state.stopped_early = state.bad >= patience
        if improved:
            save_checkpoint(folder / "best.pt", model, optimizer, epoch=epoch, val_loss=v)
        save_checkpoint(folder / "last.pt", model, optimizer, epoch=epoch, val_loss=v)
        torch.save({"state": asdict(state), "best_weights": best_weights, "weights": model.state_dict(),
                    "optimizer": optimizer.state_dict()}, folder / "run.tmp")
        os.replace(folder / "run.tmp", run_file)

    if best_weights is not None:
        model.load_state_dict(best_weights)
    return state.history()
