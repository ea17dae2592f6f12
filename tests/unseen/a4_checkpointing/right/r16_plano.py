# style: the whole run as a generator of epochs; models' state flattened to names + list of tensors; itertools.count; EarlyStopping remembers every value
# open options used: load_checkpoint rehearses nothing: it compares a signature stored in the file; fit is built on extra keys "history"
import math
import os
import pathlib
from itertools import count
from types import SimpleNamespace

import torch


def _signature(state):
    return [[name, *map(int, tensor.shape)] for name, tensor in sorted(state.items())]


def _pack(model, optimizer, epoch, val_loss, history=None):
    state = model.state_dict()
    names = sorted(state)
    return {
        "epoch": epoch,
        "val_loss": float(val_loss),
        "signature": _signature(state),
        "tensors": [state[n].detach().cpu().clone() for n in names],
        "optimizer": optimizer.state_dict(),
        "history": history or [],
    }


def _store(path, pack):
    path = pathlib.Path(path)
    draft = path.with_name(path.name + "~")
    with draft.open("wb") as file:
        torch.save(pack, file, pickle_protocol=2)
    os.rename(draft, path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _store(path, _pack(model, optimizer, epoch, val_loss))


def _open(path):
    path = pathlib.Path(path)
    if not path.exists():
        raise FileNotFoundError(f"no checkpoint at {path}")
    return torch.load(path, map_location="cpu", weights_only=True)


def _unpack(pack, model, optimizer, device):
    if pack["signature"] != _signature(model.state_dict()):
        raise ValueError("the checkpoint is of another architecture")
    model.to(device)
    model.load_state_dict({row[0]: t for row, t in zip(pack["signature"], pack["tensors"])}, strict=True)
    if optimizer is not None:
        optimizer.load_state_dict(pack["optimizer"])  # it moves its state to where the parameters are


def load_checkpoint(path, model, optimizer=None, *, device):
    pack = _open(path)
    _unpack(pack, model, optimizer, device)
    return {"epoch": int(pack["epoch"]), "val_loss": float(pack["val_loss"])}


class Checkpointer:
    __slots__ = ("_directory", "_leader")

    def __init__(self, directory):
        self._directory = pathlib.Path(directory)
        self._directory.mkdir(parents=True, exist_ok=True)
        best = self._directory / "best.pt"
        self._leader = None
        if best.exists():
            pack = _open(best)
            self._leader = (pack["val_loss"], pack["epoch"])

    best_val_loss = property(lambda self: self._leader and self._leader[0])
    best_epoch = property(lambda self: self._leader and self._leader[1])

    def update(self, model, optimizer, *, epoch, val_loss, history=None):
        pack = _pack(model, optimizer, epoch, val_loss, history)
        value = pack["val_loss"]
        winner = not math.isnan(value) and (self._leader is None or value < self._leader[0])
        if winner:
            _store(self._directory / "best.pt", pack)
            self._leader = (value, epoch)
        _store(self._directory / "last.pt", pack)
        return winner


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        self.better = {"min": lambda new, old: old - new > min_delta, "max": lambda new, old: new - old > min_delta}.get(mode)
        if self.better is None:
            raise ValueError(f"unknown mode: {mode!r}")
        if patience < 1:
            raise ValueError("patience below 1")
        self.patience, self.values, self.last_good = patience, [], -1

    @property
    def best(self):
        return self.values[self.last_good] if self.last_good >= 0 else None

    @property
    def bad_epochs(self):
        return len(self.values) - 1 - self.last_good

    def step(self, value):
        good = not math.isnan(value) and (self.last_good < 0 or self.better(value, self.best))
        self.values.append(value)
        if good:
            self.last_good = len(self.values) - 1
        return self.bad_epochs >= self.patience


def _epochs(r):
    while True:
        r.model.train()
        loss_sum = seen = 0
        for x, y in r.train_loader:
            x, y = x.to(r.device), y.to(r.device)
            r.optimizer.zero_grad()
            loss = r.criterion(r.model(x), y)
            loss.backward()
            r.optimizer.step()
            loss_sum, seen = loss_sum + loss.item() * y.shape[0], seen + y.shape[0]
        train_loss = loss_sum / seen
        r.model.eval()
        loss_sum = seen = 0
        for x, y in r.val_loader:
            with torch.inference_mode():
                loss = r.criterion(r.model(x.to(r.device)), y.to(r.device))
            loss_sum, seen = loss_sum + loss.item() * y.shape[0], seen + y.shape[0]
        yield train_loss, loss_sum / seen


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = pathlib.Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    history = []
    if resume and last.exists():
        pack = _open(last)
        _unpack(pack, model, optimizer, device)
        history = [list(row) for row in pack["history"]]  # [train, val, stop]
    else:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)
    keeper, stopping = Checkpointer(directory), EarlyStopping(patience)
    for _, value, _ in history:
        stopping.step(value)
    keeper._leader = (stopping.best, stopping.last_good + 1) if stopping.last_good >= 0 else None
    r = SimpleNamespace(**locals())
    stop = bool(history and history[-1][2])
    source = _epochs(r)
    for epoch in count(len(history) + 1):
        if stop or epoch > max_epochs:
            break
        train_loss, val_loss = next(source)
        stop = stopping.step(val_loss)
        history.append([train_loss, val_loss, stop])
        keeper.update(model, optimizer, epoch=epoch, val_loss=val_loss, history=history)
    source.close()
    if keeper.best_epoch:
        load_checkpoint(best, model, None, device=device)
    return {
        "train_loss": [row[0] for row in history],
        "val_loss": [row[1] for row in history],
        "best_epoch": keeper.best_epoch,
        "stopped_early": stop,
    }
