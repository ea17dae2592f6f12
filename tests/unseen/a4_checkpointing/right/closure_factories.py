# Unusual: no state in self: Checkpointer and EarlyStopping keep theirs in closures; fit replays the history and holds RNG state too.
from copy import deepcopy
from functools import reduce
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType

import numpy as np
import torch

_NO_EXTRA = MappingProxyType({})


def _dump(path, model, optimizer, epoch, val_loss, extra=_NO_EXTRA):
    path = Path(path)
    checkpoint = {"epoch": int(epoch), "val_loss": float(val_loss)}
    checkpoint.update(m=deepcopy(model.state_dict()), o=deepcopy(optimizer.state_dict()), **extra)
    beside = path.parent / (path.name + ".part")
    beside.unlink(missing_ok=True)
    torch.save(checkpoint, str(beside))
    beside.replace(path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    return _dump(path, model, optimizer, epoch, val_loss)


def load_checkpoint(path, model, optimizer=None, *, device):
    path = Path(path).resolve(strict=True)  # FileNotFoundError when there is none
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    expected = sorted((name, tuple(value.shape)) for name, value in model.state_dict().items())
    given = sorted((name, tuple(value.shape)) for name, value in checkpoint["m"].items())
    if expected != given:
        raise TypeError("another network")
    model = model.to(device)
    optimizer is None or optimizer.load_state_dict(checkpoint["o"])
    model.load_state_dict(checkpoint["m"])
    epoch, val_loss = itemgetter("epoch", "val_loss")(checkpoint)
    return {"epoch": epoch, "val_loss": val_loss}


class Checkpointer:
    def __init__(self, directory):
        directory = Path(directory)
        directory.mkdir(parents=True, exist_ok=True)
        best = None
        if (directory / "best.pt").exists():
            found = torch.load(directory / "best.pt", map_location="cpu", weights_only=True)
            best = found["val_loss"], found["epoch"]

        def update(model, optimizer, *, epoch, val_loss, extra=_NO_EXTRA):
            nonlocal best
            challenger = float(val_loss), int(epoch)
            wins = not np.isnan(val_loss) and (best is None or challenger[0] < best[0])
            if wins:
                _dump(directory / "best.pt", model, optimizer, epoch, val_loss, extra)
                best = challenger
            _dump(directory / "last.pt", model, optimizer, epoch, val_loss, extra)
            return bool(wins)

        def seat(value):
            nonlocal best
            best = value

        self._update, self._best, self.seat = update, lambda: best, seat

    def update(self, model, optimizer, *, epoch, val_loss):
        return self._update(model, optimizer, epoch=epoch, val_loss=val_loss)

    @property
    def best_val_loss(self):
        return self._best()[0]

    @property
    def best_epoch(self):
        return self._best()[1]


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        sign = {"min": -1, "max": 1}.get(mode)
        if sign is None or patience < 1:
            raise ValueError("wrong mode or patience")

        def advance(state, value):
            best, bad = state
            if np.isnan(value) or (best is not None and not sign * (value - best) > min_delta):
                return best, bad + 1
            return value, 0

        self._advance, self._patience, self._state = advance, patience, (None, 0)

    def step(self, value):
        self._state = self._advance(self._state, value)
        return self._state[1] >= self._patience

    def replay(self, values):
        self._state = reduce(self._advance, values, self._state)
        return self

    best = property(lambda self: self._state[0])
    bad_epochs = property(lambda self: self._state[1])


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    last = directory / "last.pt"
    train_loss, val_loss, best_state, ended = [], [], None, False
    if resume and last.exists():
        saved = torch.load(last, map_location="cpu", weights_only=True)
        load_checkpoint(last, model, optimizer, device=device)
        train_loss, val_loss, best_state, ended = (saved[key] for key in ("train_loss", "val_loss", "best_state", "ended"))
        torch.set_rng_state(saved["rng"])
    else:
        for name in ("last.pt", "best.pt"):
            (directory / name).unlink(missing_ok=True)

    def best_epoch():
        values = np.array([np.inf, *val_loss])
        numbers = np.flatnonzero(~np.isnan(values[1:])) + 1
        return int(numbers[np.argmin(values[numbers])]) if numbers.size else None

    checkpointer = Checkpointer(directory)
    leader = best_epoch()
    checkpointer.seat(None if leader is None else (val_loss[leader - 1], leader))
    stopping = EarlyStopping(patience).replay(val_loss)
    ended = ended or stopping.bad_epochs >= patience

    def mean(loader, step):
        pairs = []
        for batch in loader:
            inputs, targets = (part.to(device) for part in batch)
            loss = criterion(model(inputs), targets)
            step(loss)
            pairs.append((loss.item(), len(inputs)))
        return sum(a * b for a, b in pairs) / sum(b for _, b in pairs)

    def descend(loss):
        parameters = [p for p in model.parameters() if p.requires_grad]
        for p, g in zip(parameters, torch.autograd.grad(loss, parameters, allow_unused=True)):
            p.grad = g
        optimizer.step()

    while not ended and len(val_loss) < max_epochs:
        model.train(True)
        train_loss.append(mean(train_loader, descend))
        model.train(False)
        with torch.inference_mode():
            val_loss.append(mean(val_loader, lambda loss: None))
        epoch = len(val_loss)
        if best_epoch() == epoch:
            best_state = {k: v.detach().clone().cpu() for k, v in model.state_dict().items()}
        ended = stopping.step(val_loss[-1])
        extra = dict(train_loss=train_loss, val_loss=val_loss, best_state=best_state, ended=ended, rng=torch.get_rng_state())
        checkpointer._update(model, optimizer, epoch=epoch, val_loss=val_loss[-1], extra=extra)
    if best_state is not None:
        model.load_state_dict(best_state)
    return {"train_loss": train_loss, "val_loss": val_loss, "best_epoch": best_epoch(), "stopped_early": ended}
