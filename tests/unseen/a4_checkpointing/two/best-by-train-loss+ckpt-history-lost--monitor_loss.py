# exercise: fit
# mistake: best epoch and patience follow the training loss, and a resumed run returns only the epochs after the interruption
import math
import os
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Optional

import torch

LAST, BEST = "last.pt", "best.pt"


@contextmanager
def replacing(path: Path):
    tmp = path.with_name(f".{path.name}.{os.getpid()}")
    yield tmp
    tmp.replace(path)


def beats(candidate: float, incumbent: Optional[float]) -> bool:
    """NaN never beats anything."""
    return candidate == candidate and (incumbent is None or candidate < incumbent)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    payload = dict(
        epoch=int(epoch), val_loss=float(val_loss), net=model.state_dict(), optim=optimizer.state_dict()
    )
    with replacing(Path(path)) as tmp:
        torch.save(payload, tmp)


def _assert_fits(model, state):
    mine = {name: tuple(t.shape) for name, t in model.state_dict().items()}
    theirs = {name: tuple(t.shape) for name, t in state.items()}
    if mine != theirs:
        raise ValueError(f"checkpoint does not fit the model: {set(mine.items()) ^ set(theirs.items())}")


def load_checkpoint(path, model, optimizer=None, *, device):
    payload = torch.load(Path(path), map_location=device, weights_only=True)
    _assert_fits(model, payload["net"])
    model.to(device).load_state_dict(payload["net"])
    if optimizer is not None:
        optimizer.load_state_dict(payload["optim"])
    return {key: payload[key] for key in ("epoch", "val_loss")}


class Checkpointer:
    def __init__(self, directory):
        self.root = Path(directory)
        self.root.mkdir(parents=True, exist_ok=True)
        self.best_epoch: Optional[int] = None
        self.best_val_loss: Optional[float] = None
        if (self.root / BEST).exists():
            saved = torch.load(self.root / BEST, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = saved["epoch"], saved["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        val_loss = float(val_loss)
        best = beats(val_loss, self.best_val_loss)
        if best:
            self.best_epoch, self.best_val_loss = int(epoch), val_loss
            save_checkpoint(self.root / BEST, model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.root / LAST, model, optimizer, epoch=epoch, val_loss=val_loss)
        return best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("patience < 1")
        try:
            self._sign = {"min": 1.0, "max": -1.0}[mode]
        except KeyError:
            raise ValueError(f"unknown mode: {mode}") from None
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best: Optional[float] = None
        self.bad_epochs = 0

    def step(self, value):
        if value == value and (self.best is None or self._sign * (self.best - value) > self.min_delta):
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def epoch_loss(model, loader, criterion, device, optimizer=None):
    model.train(optimizer is not None)
    losses, sizes = [], []
    with torch.set_grad_enabled(optimizer is not None):
        for x, y in loader:
            loss = criterion(model(x.to(device)), y.to(device))
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            losses.append(loss.item())
            sizes.append(len(y))
    return sum(l * s for l, s in zip(losses, sizes)) / sum(sizes)


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device,
        resume=False):
    root = Path(directory)
    root.mkdir(parents=True, exist_ok=True)
    last, best = root / LAST, root / BEST
    was_training = model.training
    start, waited, best_epoch, best_value, best_state = 1, 0, None, None, None
    if resume and last.exists():
        stored = torch.load(last, map_location=device, weights_only=True)
        model.load_state_dict(stored["net"])
        optimizer.load_state_dict(stored["optim"])
        start = stored["epoch"] + 1
        waited, best_epoch, best_value = stored["waited"], stored["best_epoch"], stored["best_value"]
        best_state = stored["best_state"]
    else:
        for stale in (last, best):
            stale.unlink(missing_ok=True)

    logs = {"loss": [], "val_loss": []}
    for epoch in range(start, max_epochs + 1):
        if waited >= patience:
            break
        logs["loss"].append(epoch_loss(model, train_loader, criterion, device, optimizer))
        logs["val_loss"].append(epoch_loss(model, val_loader, criterion, device))
        monitored = logs["loss"][-1]
        if beats(monitored, best_value):
            waited, best_epoch, best_value = 0, epoch, monitored
            best_state = {name: tensor.clone() for name, tensor in model.state_dict().items()}
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=logs["val_loss"][-1])
        else:
            waited += 1
        with replacing(last) as tmp:
            torch.save(dict(epoch=epoch, val_loss=logs["val_loss"][-1], net=model.state_dict(),
                            optim=optimizer.state_dict(), waited=waited, best_epoch=best_epoch,
                            best_value=best_value, best_state=best_state), tmp)

    if best_state is not None:
        model.load_state_dict(best_state)
    model.train(was_training)
    return dict(train_loss=logs["loss"], val_loss=logs["val_loss"], best_epoch=best_epoch,
                stopped_early=waited >= patience)
