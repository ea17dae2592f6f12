# Unusual: last.pt alone carries the whole run (history and the best state inside it); best.pt is derived, and load copies tensors by hand.
import io
import math
import os
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from torch import nn


@dataclass
class Run:
    train_loss: list = field(default_factory=list)
    val_loss: list = field(default_factory=list)
    best_epoch: int | None = None
    best_model: dict | None = None
    bad_epochs: int = 0
    finished: bool = False


def _snapshot(state):
    return {k: v.detach().clone() if torch.is_tensor(v) else v for k, v in state.items()}


def _write(path: Path, payload: Mapping) -> None:
    buffer = io.BytesIO()
    torch.save(dict(payload), buffer)
    temporary = path.with_name(f"{path.name}.{uuid.uuid4().hex}.tmp")
    with open(temporary, "xb") as file:
        file.write(buffer.getbuffer())
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss, **more) -> None:
    payload = dict(epoch=int(epoch), val_loss=float(val_loss), net=model.state_dict(), opt=optimizer.state_dict())
    _write(Path(path), payload | more)


def _restore(model: nn.Module, saved: Mapping) -> None:
    own = model.state_dict()
    if set(own) != set(saved) or any(own[k].shape != saved[k].shape for k in own if torch.is_tensor(own[k])):
        raise RuntimeError("the checkpoint belongs to another network")
    with torch.no_grad():
        for name, tensor in own.items():
            tensor.copy_(saved[name])


def load_checkpoint(path, model, optimizer=None, *, device) -> dict:
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(path)
    payload = torch.load(io.BytesIO(path.read_bytes()), map_location="cpu", weights_only=True)
    _restore(model, payload["net"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(payload["opt"])
    return {key: payload[key] for key in ("epoch", "val_loss")}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        os.makedirs(self.directory, exist_ok=True)

    def _peek(self):
        try:
            return torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
        except FileNotFoundError:
            return None

    best_epoch = property(lambda self: (self._peek() or {}).get("epoch"))
    best_val_loss = property(lambda self: (self._peek() or {}).get("val_loss", math.inf))

    def update(self, model, optimizer, *, epoch, val_loss):
        best = self._peek()
        improved = val_loss == val_loss and (best is None or val_loss < best["val_loss"])
        for name in ("best.pt",) * improved + ("last.pt",):
            save_checkpoint(self.directory / name, model, optimizer, epoch=epoch, val_loss=val_loss)
        return bool(improved)


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        try:
            self.better = {"min": lambda a, b: b - a > min_delta, "max": lambda a, b: a - b > min_delta}[mode]
        except KeyError:
            raise ValueError(f"mode must be 'min' or 'max', not {mode!r}") from None
        if not patience >= 1:
            raise ValueError("patience must be positive")
        self.patience = patience
        self.best = math.nan
        self.bad_epochs = 0

    def step(self, value):
        improved = not math.isnan(value) and (math.isnan(self.best) or self.better(value, self.best))
        self.best = value if improved else self.best
        self.bad_epochs = 0 if improved else self.bad_epochs + 1
        return self.bad_epochs >= self.patience


def _mean(model, loader, criterion, device, learn=None):
    losses = []
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = criterion(model(x), y)
        if learn:
            learn(loss)
        losses.append((loss.item(), len(x)))
    return sum(a * n for a, n in losses) / sum(n for _, n in losses)


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(exist_ok=True, parents=True)
    last, best = directory / "last.pt", directory / "best.pt"
    run = Run()
    if resume and last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        run = Run(**torch.load(last, map_location="cpu", weights_only=True)["run"])
    else:
        for old in (last, best):
            old.unlink(missing_ok=True)
    stopping = EarlyStopping(patience)
    stopping.bad_epochs = run.bad_epochs
    if run.best_epoch is not None:
        stopping.best = run.val_loss[run.best_epoch - 1]

    def learn(loss):
        model.zero_grad()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    while not run.finished and len(run.val_loss) < max_epochs:
        model.train()
        train = _mean(model, train_loader, criterion, device, learn)
        model.eval()
        with torch.inference_mode():
            val = _mean(model, val_loader, criterion, device)
        run.train_loss.append(train)
        run.val_loss.append(val)
        epoch = len(run.val_loss)
        run.finished = stopping.step(val)
        run.bad_epochs = stopping.bad_epochs
        if run.bad_epochs == 0:
            run.best_epoch, run.best_model = epoch, _snapshot(model.state_dict())
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=val)
        save_checkpoint(last, model, optimizer, epoch=epoch, val_loss=val, run=vars(run))
    if run.best_model is not None:
        _restore(model, run.best_model)
    result = asdict(Run(run.train_loss, run.val_loss, run.best_epoch))
    return {k: result[k] for k in ("train_loss", "val_loss", "best_epoch")} | {"stopped_early": run.finished}
