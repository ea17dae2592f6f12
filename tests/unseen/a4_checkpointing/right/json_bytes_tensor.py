# Unusual: metadata travels inside the checkpoint as a uint8 tensor of JSON, the model's tensors are flattened keys, old zip-less format.
import json
import math
import os
import pathlib
import tempfile
from itertools import count

import torch
from torch.nn.modules.utils import consume_prefix_in_state_dict_if_present

MODEL, META = "model/", "meta"


def _encode(obj):
    return torch.frombuffer(bytearray(json.dumps(obj), "utf-8"), dtype=torch.uint8)


def _decode(tensor):
    return json.loads(bytes(tensor.cpu().tolist()).decode("utf-8"))


def _save(path, model, optimizer, *, epoch, val_loss, meta):
    flat = {MODEL + name: tensor for name, tensor in model.state_dict().items()}
    content = {"epoch": int(epoch), "val_loss": float(val_loss), META: _encode(meta), "optimizer": optimizer.state_dict()}
    folder, name = os.path.split(os.fspath(path))
    with tempfile.NamedTemporaryFile("wb", dir=folder or ".", prefix=name, suffix=".new", delete=False) as file:
        torch.save({**flat, **content}, file, _use_new_zipfile_serialization=False)
    os.replace(file.name, path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _save(path, model, optimizer, epoch=epoch, val_loss=val_loss, meta={})


def load_checkpoint(path, model, optimizer=None, *, device):
    if not os.path.exists(path):
        raise FileNotFoundError(f"no checkpoint at {path}")
    content = torch.load(path, map_location="cpu", weights_only=True)
    state = {key: value for key, value in content.items() if key.startswith(MODEL)}
    consume_prefix_in_state_dict_if_present(state, MODEL)
    current = {name: tuple(t.shape) for name, t in model.state_dict().items()}
    assert current == {name: tuple(t.shape) for name, t in state.items()}, "the checkpoint is of another network"
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(content["optimizer"])
    model.load_state_dict(state)
    return dict(epoch=content["epoch"], val_loss=content["val_loss"])


def _is_best(value, earlier):
    numbers = [v for v in earlier if not math.isnan(v)]
    return not math.isnan(value) and all(value < v for v in numbers)


class Checkpointer:
    """Remembers every validation loss, in the file `seen.json`."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.memory = self.directory / "seen.json"
        self.seen = json.loads(self.memory.read_text()) if self.memory.exists() else []

    @property
    def _best(self):
        return min(((v, e) for e, v in self.seen if v == v), default=(math.inf, None))

    best_val_loss = property(lambda self: self._best[0])
    best_epoch = property(lambda self: self._best[1])

    def update(self, model, optimizer, *, epoch, val_loss, meta=None):
        best = _is_best(val_loss, [v for _, v in self.seen])
        for name in ["best.pt", "last.pt"][0 if best else 1 :]:
            _save(self.directory / name, model, optimizer, epoch=epoch, val_loss=val_loss, meta=meta or {})
        self.seen.append((int(epoch), float(val_loss)))
        fresh = self.memory.with_suffix(".tmp")
        fresh.write_text(json.dumps(self.seen))
        fresh.replace(self.memory)
        return best

    def forget(self, history=()):
        self.seen = list(enumerate(history, start=1))


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("patience")
        match mode:
            case "min":
                self._cost = lambda value: value
            case "max":
                self._cost = lambda value: -value
            case _:
                raise ValueError("mode")
        self.patience, self.min_delta = patience, min_delta
        self.left = patience
        self.best = None

    @property
    def bad_epochs(self):
        return self.patience - self.left

    def step(self, value):
        self.left -= 1
        if not math.isnan(value):
            if self.best is None or self._cost(self.best) - self._cost(value) > self.min_delta:
                self.best, self.left = value, self.patience
        return self.left <= 0


def _passes(model, batches, criterion, device, optimizer):
    for x, y in batches:
        x, y = x.to(device), y.to(device)
        if optimizer is None:
            with torch.no_grad():
                yield criterion(model.eval()(x), y).item(), len(x)
        else:
            loss = criterion(model.train()(x), y)
            for p in model.parameters():
                p.grad = None
            loss.backward()
            optimizer.step()
            yield loss.item(), len(x)


def _mean(*args):
    losses, sizes = map(list, zip(*_passes(*args)))
    return math.sumprod(losses, sizes) / sum(sizes) if hasattr(math, "sumprod") else sum(a * b for a, b in zip(losses, sizes)) / sum(sizes)


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = pathlib.Path(directory)
    history = {"train_loss": [], "val_loss": []}
    last = directory / "last.pt"
    if resume and last.exists():
        history = _decode(torch.load(last, map_location="cpu", weights_only=True)[META])
        load_checkpoint(last, model, optimizer, device=device)
    else:
        for name in ("last.pt", "best.pt", "seen.json"):
            (directory / name).unlink(missing_ok=True)
    keeper, stopping = Checkpointer(directory), EarlyStopping(patience)
    keeper.forget(history["val_loss"])
    stopped = any([stopping.step(value) for value in history["val_loss"]][-1:])
    for epoch in count(len(history["val_loss"]) + 1):
        if stopped or epoch > max_epochs:
            break
        history["train_loss"].append(_mean(model, train_loader, criterion, device, optimizer))
        history["val_loss"].append(_mean(model, val_loader, criterion, device, None))
        keeper.update(model, optimizer, epoch=epoch, val_loss=history["val_loss"][-1], meta=history)
        stopped = stopping.step(history["val_loss"][-1])
    if keeper.best_epoch is not None:
        load_checkpoint(directory / "best.pt", model, device=device)
    return {**history, "best_epoch": keeper.best_epoch, "stopped_early": stopped}
