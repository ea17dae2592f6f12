# exercise: save_checkpoint
# mistake: the checkpoint also holds NumPy's generator state (an ndarray), so torch.load(weights_only=True) refuses it
import math
import os
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Optional

import numpy as np
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
    rng = dict(torch=torch.get_rng_state(), numpy=np.random.get_state()[1])
    payload = dict(
        epoch=int(epoch), val_loss=float(val_loss), net=model.state_dict(), optim=optimizer.state_dict(), rng=rng
    )
    with replacing(Path(path)) as tmp:
        torch.save(payload, tmp)


def _assert_fits(model, state):
    mine = {name: tuple(t.shape) for name, t in model.state_dict().items()}
    theirs = {name: tuple(t.shape) for name, t in state.items()}
    if mine != theirs:
        raise ValueError(f"checkpoint does not fit the model: {set(mine.items()) ^ set(theirs.items())}")


def load_checkpoint(path, model, optimizer=None, *, device):
    payload = torch.load(Path(path), map_location=device, weights_only=False)
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
            saved = torch.load(self.root / BEST, map_location="cpu", weights_only=False)
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


@dataclass
class Progress:
    train_loss: list = field(default_factory=list)
    val_loss: list = field(default_factory=list)
    best_epoch: Optional[int] = None
    best_value: Optional[float] = None
    waited: int = 0

    @property
    def epoch(self):
        return len(self.val_loss)


class Trainer:
    def __init__(self, model, criterion, optimizer, device):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device

    def _batches(self, loader):
        for x, y in loader:
            yield x.to(self.device), y.to(self.device)

    def train(self, loader):
        self.model.train()
        total = n = 0
        for x, y in self._batches(loader):
            loss = self.criterion(self.model(x), y)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            total, n = total + loss.item() * len(y), n + len(y)
        return total / n

    @torch.no_grad()
    def validate(self, loader):
        self.model.eval()
        total = n = 0
        for x, y in self._batches(loader):
            total, n = total + self.criterion(self.model(x), y).item() * len(y), n + len(y)
        return total / n


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device,
        resume=False):
    root = Path(directory)
    root.mkdir(parents=True, exist_ok=True)
    last, best = root / LAST, root / BEST
    was_training = model.training
    progress, best_state = Progress(), None

    if resume and last.exists():
        stored = torch.load(last, map_location=device, weights_only=True)
        model.load_state_dict(stored["net"])
        optimizer.load_state_dict(stored["optim"])
        progress, best_state = Progress(**stored["progress"]), stored["best_state"]
    else:
        for stale in (last, best):
            stale.unlink(missing_ok=True)

    trainer = Trainer(model, criterion, optimizer, device)
    while progress.epoch < max_epochs and progress.waited < patience:
        progress.train_loss.append(trainer.train(train_loader))
        value = trainer.validate(val_loader)
        progress.val_loss.append(value)
        progress.waited += 1
        if beats(value, progress.best_value):
            progress.best_epoch, progress.best_value, progress.waited = progress.epoch, value, 0
            best_state = {name: tensor.clone() for name, tensor in model.state_dict().items()}
            save_checkpoint(best, model, optimizer, epoch=progress.epoch, val_loss=value)
        with replacing(last) as tmp:
            torch.save(
                dict(epoch=progress.epoch, val_loss=value, net=model.state_dict(), optim=optimizer.state_dict(),
                     progress=asdict(progress), best_state=best_state),
                tmp,
            )

    if best_state is not None:
        model.load_state_dict(best_state)
    model.train(was_training)
    return dict(train_loss=progress.train_loss, val_loss=progress.val_loss, best_epoch=progress.best_epoch,
                stopped_early=progress.waited >= patience)
