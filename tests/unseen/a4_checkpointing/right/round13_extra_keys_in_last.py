# how: one private _write with **extra keys so that last.pt holds history, early stopping state and even the best weights; rollback instead of validation in load_checkpoint; BytesIO
from __future__ import annotations

import io
import math
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Optional

import torch
from torch import nn

CPU = torch.device("cpu")


def _write(path: Path, payload: dict[str, Any]) -> None:
    buffer = io.BytesIO()
    torch.save(payload, buffer)
    tmp = path.with_name(f"{path.name}.{os.getpid()}.part")
    tmp.write_bytes(buffer.getvalue())
    tmp.replace(path)


def _payload(model, optimizer, epoch, val_loss, **extra) -> dict[str, Any]:
    return dict(
        epoch=int(epoch),
        val_loss=float(val_loss),
        state={"net": model.state_dict(), "opt": optimizer.state_dict()},
        torch_version=str(torch.__version__),
        **extra,
    )


def _read(path: Path, device=CPU) -> dict[str, Any]:
    if not os.path.exists(path):
        raise FileNotFoundError(f"no hay checkpoint en {path}")
    return torch.load(io.BytesIO(Path(path).read_bytes()), map_location=device, weights_only=True)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss) -> None:
    _write(Path(path), _payload(model, optimizer, epoch, val_loss))


def _restore(net: nn.Module, state: dict) -> None:
    before = {k: v.detach().clone() for k, v in net.state_dict().items()}
    try:
        net.load_state_dict(state, strict=True)
    except Exception:
        net.load_state_dict(before)
        raise


def load_checkpoint(path, model, optimizer=None, *, device) -> dict:
    ck = _read(path, device)
    _restore(model, ck["state"]["net"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(ck["state"]["opt"])
    return {k: ck[k] for k in ("epoch", "val_loss")}


def _is_nan(v: float) -> bool:
    return v != v


class Checkpointer:
    LAST, BEST = "last.pt", "best.pt"

    def __init__(self, directory) -> None:
        self.directory = Path(directory)
        os.makedirs(self.directory, exist_ok=True)
        self.best_epoch: Optional[int] = None
        self.best_val_loss: float = math.inf
        try:
            ck = _read(self.directory / self.BEST)
        except FileNotFoundError:
            return
        self.best_epoch, self.best_val_loss = ck["epoch"], ck["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss, **extra) -> bool:
        first = self.best_epoch is None
        improved = (not _is_nan(val_loss)) and (first or val_loss < self.best_val_loss)
        if improved:
            self.best_epoch, self.best_val_loss = int(epoch), float(val_loss)
            _write(self.directory / self.BEST, _payload(model, optimizer, epoch, val_loss))
        _write(self.directory / self.LAST, _payload(model, optimizer, epoch, val_loss, **extra))
        return bool(improved)


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        match mode:
            case "min":
                self._sign = 1
            case "max":
                self._sign = -1
            case _:
                raise ValueError(mode)
        if not patience >= 1:
            raise ValueError(patience)
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best = math.nan
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        if _is_nan(value):
            improved = False
        else:
            improved = _is_nan(self.best) or self._sign * value < self._sign * self.best - self.min_delta
        if improved:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


@dataclass
class Progress:
    train_loss: list[float] = field(default_factory=list)
    val_loss: list[float] = field(default_factory=list)
    best_epoch: Optional[int] = None
    best: float = math.nan
    bad_epochs: int = 0
    stopped_early: bool = False


def fit(
    model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False
) -> dict:
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    p = Progress()
    best_state = None
    if resume and last.exists():
        ck = _read(last, device)
        _restore(model, ck["state"]["net"])
        optimizer.load_state_dict(ck["state"]["opt"])
        p = Progress(**ck["progress"])
        best_state = ck["best_state"]
    else:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)
    stopper = EarlyStopping(patience)
    stopper.best, stopper.bad_epochs = p.best, p.bad_epochs

    while len(p.val_loss) < max_epochs and not p.stopped_early:
        epoch = len(p.val_loss) + 1
        model.train()
        total = 0.0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * x.shape[0]
        p.train_loss.append(total / len(train_loader.dataset))

        model.eval()
        total = 0.0
        with torch.inference_mode():
            for x, y in val_loader:
                total += criterion(model(x.to(device)), y.to(device)).item() * x.shape[0]
        val = total / len(val_loader.dataset)
        p.val_loss.append(val)

        p.stopped_early = stopper.step(val)
        p.best, p.bad_epochs = stopper.best, stopper.bad_epochs
        if p.bad_epochs == 0:
            p.best_epoch = epoch
            best_state = {k: v.detach().to("cpu", copy=True) for k, v in model.state_dict().items()}
            _write(best, _payload(model, optimizer, epoch, val))
        _write(last, _payload(model, optimizer, epoch, val, progress=asdict(p), best_state=best_state))

    if best_state is not None:
        model.load_state_dict(best_state)
    return {"train_loss": p.train_loss, "val_loss": p.val_loss, "best_epoch": p.best_epoch, "stopped_early": p.stopped_early}
