# Unusual: losses sit in a binary file of packed doubles beside last.pt, truncated on resuming; epochs are driven by iter(callable, sentinel).
import hashlib
import logging
import math
import os
import struct
from functools import partial
from pathlib import Path

import torch

logger = logging.getLogger("a4")
STOP = object()


def _put(path, content):
    slot = Path(f"{path}.{hashlib.md5(os.urandom(8)).hexdigest()[:6]}")
    torch.save(content, slot)
    slot.replace(path)
    logger.debug("wrote %s", path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    names, tensors = [], []
    for name, tensor in model.state_dict().items():
        names.append(name)
        tensors.append(tensor)
    _put(path, {"epoch": int(epoch), "val_loss": float(val_loss), "names": names, "tensors": tensors, "optimizer": optimizer.state_dict()})


def _read(path):
    with open(path, "rb") as stream:  # FileNotFoundError comes from here
        return torch.load(stream, map_location="cpu", weights_only=True)


def load_checkpoint(path, model, optimizer=None, *, device):
    content = _read(path)
    state = dict(zip(content["names"], content["tensors"], strict=True))
    own = model.state_dict()
    if sorted(own) != sorted(state):
        raise LookupError("tensors are missing or left over")
    wrong = [name for name in own if own[name].shape != state[name].shape]
    if wrong:
        raise ValueError(f"wrong shape: {', '.join(wrong)}")
    model.to(torch.device(device))
    if optimizer is not None:
        optimizer.load_state_dict(content["optimizer"])
    model.load_state_dict(state)
    return {"epoch": content["epoch"], "val_loss": content["val_loss"]}


class Checkpointer:
    """The best so far is remembered in best.pt itself."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_val_loss, self.best_epoch = math.nan, -1
        if (self.directory / "best.pt").exists():
            content = _read(self.directory / "best.pt")
            self.best_val_loss, self.best_epoch = content["val_loss"], content["epoch"]

    def update(self, model, optimizer, *, epoch, val_loss):
        save = partial(save_checkpoint, model=model, optimizer=optimizer, epoch=epoch, val_loss=val_loss)
        save(self.directory / "last.pt")
        if val_loss != val_loss or val_loss >= self.best_val_loss:
            return False
        save(self.directory / "best.pt")
        self.best_val_loss, self.best_epoch = float(val_loss), int(epoch)
        return True


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError(f"patience={patience}")
        if mode != "min" and mode != "max":
            raise ValueError(f"mode={mode}")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best, self.bad_epochs = math.nan, 0

    def step(self, value):
        difference = (value - self.best) * (1 if self.mode == "max" else -1)
        first = math.isnan(self.best) and not math.isnan(value)
        if first or difference > self.min_delta:  # NaN compares as False
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


PAIR = struct.Struct("<dd")


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best, curve = directory / "last.pt", directory / "best.pt", directory / "curve.bin"
    if not (resume and last.exists()):
        for path in (last, best, curve):
            path.unlink(missing_ok=True)
    curve.touch()

    done = load_checkpoint(last, model, optimizer, device=device)["epoch"] if last.exists() else 0
    os.truncate(curve, done * PAIR.size)  # what lies beyond last.pt did not happen
    history = [list(pair) for pair in PAIR.iter_unpack(curve.read_bytes())]
    stopping = EarlyStopping(patience)
    best_epoch, stopped = None, False
    for epoch, (_, value) in enumerate(history, 1):
        stopped = stopping.step(value)
        best_epoch = best_epoch if stopping.bad_epochs else epoch
    if best_epoch is not None and best_epoch == done:
        _put(best, _read(last))
    checkpointer = Checkpointer(directory)

    def batches(loader):
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            yield len(inputs), criterion(model(inputs), targets)

    def epoch():
        nonlocal best_epoch, stopped
        if stopped or len(history) >= max_epochs:
            return STOP
        pair = []
        model.train()
        total = 0.0
        for n, loss in batches(train_loader):
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += n * loss.item()
        pair.append(total / len(train_loader.dataset))
        model.eval()
        with torch.no_grad():
            pair.append(math.fsum(n * loss.item() for n, loss in batches(val_loader)) / len(val_loader.dataset))
        with open(curve, "ab") as stream:
            stream.write(PAIR.pack(*pair))
        history.append(pair)
        if checkpointer.update(model, optimizer, epoch=len(history), val_loss=pair[1]):
            best_epoch = len(history)
        stopped = stopping.step(pair[1])
        return pair

    for pair in iter(epoch, STOP):
        logger.info("%d: %s", len(history), pair)
    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": [train for train, _ in history],
        "val_loss": [val for _, val in history],
        "best_epoch": best_epoch,
        "stopped_early": stopped,
    }
