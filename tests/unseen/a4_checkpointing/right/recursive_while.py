# while, next, recursion (over the state, to compare and to detach it); the epochs are a generator that fit consumes.
import math
import os
from pathlib import Path

import torch


def _shapes(tree):
    """The shape of every tensor in a tree of dictionaries, lists and tuples."""
    if torch.is_tensor(tree):
        return ("tensor", *tree.shape)
    if isinstance(tree, dict):
        return {key: _shapes(value) for key, value in tree.items()}
    if isinstance(tree, (list, tuple)):
        return [_shapes(value) for value in tree]
    return type(tree).__name__


def _clone(tree):
    if torch.is_tensor(tree):
        return tree.detach().to("cpu", copy=True)
    if isinstance(tree, dict):
        return {key: _clone(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_clone(value) for value in tree]
    if isinstance(tree, tuple):
        return tuple(_clone(value) for value in tree)
    return tree


def _photo(model, optimizer, epoch, val_loss, **more):
    return {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "model": _clone(dict(model.state_dict())),
        "optimizer": _clone(optimizer.state_dict()),
        **more,
    }


def _store(path, photo):
    path = Path(path)
    attempt = 0
    beside = path.with_name(f"{path.name}.{attempt}")
    while beside.exists():  # a leftover of somebody who died
        attempt += 1
        beside = path.with_name(f"{path.name}.{attempt}")
    torch.save(photo, beside)
    os.replace(beside, path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _store(path, _photo(model, optimizer, epoch, val_loss))


def load_checkpoint(path, model, optimizer=None, *, device):
    photo = torch.load(path, map_location="cpu", weights_only=True)
    if _shapes(photo["model"]) != _shapes(dict(model.state_dict())):
        raise ValueError("the photo is of another network")
    if optimizer is not None:
        groups = zip(photo["optimizer"]["param_groups"], optimizer.state_dict()["param_groups"], strict=True)
        if any(len(a["params"]) != len(b["params"]) for a, b in groups):
            raise ValueError("the photo is of another optimizer")
    model.to(device)
    model.load_state_dict(photo["model"])
    if optimizer is not None:
        optimizer.load_state_dict(photo["optimizer"])
    return {"epoch": photo["epoch"], "val_loss": photo["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = self.best_val_loss = None
        best = self.directory / "best.pt"
        if best.exists():
            photo = torch.load(best, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = photo["epoch"], photo["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        targets = iter(["last.pt"])
        best = False
        if val_loss == val_loss and (self.best_epoch is None or val_loss < self.best_val_loss):
            best = True
            targets = iter(["best.pt", "last.pt"])
            self.best_epoch, self.best_val_loss = epoch, val_loss
        photo = _photo(model, optimizer, epoch, val_loss)
        while (name := next(targets, None)) is not None:
            _store(self.directory / name, photo)
        return best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode == "min":
            self._gain = self._fall
        elif mode == "max":
            self._gain = self._rise
        else:
            raise ValueError("mode must be min or max")
        if patience < 1:
            raise ValueError("patience must be at least 1")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best, self.bad_epochs = None, 0

    def _fall(self, value):
        return self.best - value

    def _rise(self, value):
        return value - self.best

    def step(self, value):
        while not math.isnan(value) and (self.best is None or self._gain(value) > self.min_delta):
            self.best = value
            self.bad_epochs = 0
            return False
        self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _walk(loader, on_batch):
    batches = iter(loader)
    total, n = 0.0, 0
    while True:
        try:
            inputs, targets = next(batches)
        except StopIteration:
            return total / n
        total += on_batch(inputs, targets) * len(inputs)
        n += len(inputs)


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last = directory / "last.pt"
    stopping = EarlyStopping(patience)

    def train_batch(inputs, targets):
        model.train()
        optimizer.zero_grad()
        loss = criterion(model(inputs.to(device)), targets.to(device))
        loss.backward()
        optimizer.step()
        return loss.item()

    def val_batch(inputs, targets):
        model.eval()
        with torch.no_grad():
            return criterion(model(inputs.to(device)), targets.to(device)).item()

    def epochs(start):
        epoch = start
        while True:
            epoch += 1
            yield epoch, _walk(train_loader, train_batch), _walk(val_loader, val_batch)

    memo = {"train_loss": [], "val_loss": [], "best_epoch": None, "best_val_loss": None, "stopped_early": False}
    start = 0
    if resume and last.exists():
        start = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        memo = torch.load(last, map_location="cpu", weights_only=True)["memo"]
        stopping.best, stopping.bad_epochs = memo.pop("best_seen"), memo.pop("bad_epochs")
    else:
        for old in (last, directory / "best.pt"):
            old.unlink(missing_ok=True)

    run = epochs(start)
    reached = start
    while reached < max_epochs and not memo["stopped_early"]:
        reached, train_loss, val_loss = next(run)
        memo["train_loss"].append(train_loss)
        memo["val_loss"].append(val_loss)
        memo["stopped_early"] = stopping.step(val_loss)
        improved = stopping.bad_epochs == 0
        if improved:
            memo["best_epoch"], memo["best_val_loss"] = reached, val_loss
        extra = {**memo, "best_seen": stopping.best, "bad_epochs": stopping.bad_epochs}
        photo = _photo(model, optimizer, reached, val_loss, memo=extra)
        if improved:
            _store(directory / "best.pt", photo)
        _store(last, photo)
    run.close()

    if memo["best_epoch"] is not None:
        load_checkpoint(directory / "best.pt", model, device=device)
    memo.pop("best_val_loss")
    return memo
