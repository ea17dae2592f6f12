# Unusual: fit is a class hierarchy (Engine with a state_dict of its own, saved as one more key of last.pt); Checkpointer subclasses os.PathLike.
import abc
import math
import os
import tempfile
from collections import UserDict
from pathlib import Path

import torch


class AtomicFile(os.PathLike):
    def __init__(self, path):
        self.path = Path(path)

    def __fspath__(self):
        return str(self.path)

    def write(self, content):
        with tempfile.TemporaryDirectory(dir=self.path.parent) as folder:
            draft = Path(folder) / "draft"
            torch.save(content, draft)
            os.replace(draft, self)

    def read(self):
        return torch.load(self, map_location="cpu", weights_only=True)


def _content(model, optimizer, epoch, val_loss, **more):
    return dict(epoch=int(epoch), val_loss=float(val_loss), model_state=model.state_dict(), optim_state=optimizer.state_dict(), **more)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    AtomicFile(path).write(_content(model, optimizer, epoch, val_loss))


def load_checkpoint(path, model, optimizer=None, *, device):
    content = AtomicFile(path).read()
    expected, found = model.state_dict(), content["model_state"]
    problems = [name for name in {*expected, *found} if name not in expected or name not in found or expected[name].shape != found[name].shape]
    if problems:
        raise ValueError(f"the network and the checkpoint differ in {problems}")
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(content["optim_state"])
    model.load_state_dict(found)
    return {"epoch": content["epoch"], "val_loss": content["val_loss"]}


class Checkpointer(os.PathLike):
    def __init__(self, directory):
        self.directory = os.fspath(directory)
        os.makedirs(self.directory, exist_ok=True)
        if os.path.exists(self / "best.pt"):
            content = (self / "best.pt").read()
            self.best_epoch, self.best_val_loss = content["epoch"], content["val_loss"]

    def __fspath__(self):
        return self.directory

    def __truediv__(self, name):
        return AtomicFile(os.path.join(self.directory, name))

    def update(self, model, optimizer, *, epoch, val_loss, **more):
        try:
            is_best = val_loss < self.best_val_loss
        except AttributeError:  # nothing was the best yet
            is_best = not math.isnan(val_loss)
        content = _content(model, optimizer, epoch, val_loss, **more)
        if is_best:
            (self / "best.pt").write(content)
            self.best_epoch, self.best_val_loss = int(epoch), float(val_loss)
        (self / "last.pt").write(content)
        return is_best


class Watch(abc.ABC):
    def __init__(self, patience, min_delta):
        if patience < 1:
            raise ValueError("patience must be 1 or more")
        self.patience, self.min_delta, self.seen = patience, min_delta, []

    @abc.abstractmethod
    def gain(self, new, old): ...

    def add(self, value):
        number = not math.isnan(value)
        self.seen.append(number and (not any(self.seen) or self.gain(value, self.best) > self.min_delta))
        if self.seen[-1]:
            self.best = value

    @property
    def bad(self):
        return self.seen[::-1].index(True) if any(self.seen) else len(self.seen)


class Falling(Watch):
    def gain(self, new, old):
        return old - new


class Rising(Watch):
    def gain(self, new, old):
        return new - old


class EarlyStopping:
    kinds = {"min": Falling, "max": Rising}

    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in self.kinds:
            raise ValueError(mode)
        self.watch = self.kinds[mode](patience, min_delta)

    best = property(lambda self: getattr(self.watch, "best", None))
    bad_epochs = property(lambda self: self.watch.bad)

    def step(self, value):
        self.watch.add(value)
        return self.bad_epochs >= self.watch.patience


class Engine(UserDict):
    """The history is the engine itself; `state` is all that resuming needs besides weights and optimizer."""

    def __init__(self, model, optimizer, criterion, device, patience):
        super().__init__(train_loss=[], val_loss=[], best_epoch=None, stopped_early=False)
        self.model, self.optimizer, self.criterion, self.device = model, optimizer, criterion, device
        self.stopping = EarlyStopping(patience)
        self.best_weights = None

    @property
    def epoch(self):
        return len(self["val_loss"])

    def state(self):
        return {"history": dict(self.data), "best_weights": self.best_weights}

    def resume(self, state):
        self.data.update(state["history"])
        self.best_weights = state["best_weights"]
        for value in self["val_loss"]:
            self.stopping.step(value)

    def run(self, loader, learn):
        self.model.train(learn)
        total = torch.zeros((), dtype=torch.float64)
        context = torch.enable_grad() if learn else torch.no_grad()
        with context:
            for inputs, targets in loader:
                inputs, targets = inputs.to(self.device), targets.to(self.device)
                self.optimizer.zero_grad() if learn else None
                loss = self.criterion(self.model(inputs), targets)
                if learn:
                    loss.backward()
                    self.optimizer.step()
                total += loss.detach().double().cpu() * len(inputs)
        return (total / len(loader.dataset)).item()

    def one_epoch(self, train_loader, val_loader, checkpointer):
        self["train_loss"].append(self.run(train_loader, True))
        self["val_loss"].append(value := self.run(val_loader, False))
        self["stopped_early"] = self.stopping.step(value)
        if self.stopping.bad_epochs == 0:
            self["best_epoch"] = self.epoch
            self.best_weights = {k: v.detach().to("cpu", copy=True) for k, v in self.model.state_dict().items()}
        checkpointer.update(self.model, self.optimizer, epoch=self.epoch, val_loss=value, engine=self.state())


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    engine = Engine(model, optimizer, criterion, device, patience)
    last, best = Path(directory) / "last.pt", Path(directory) / "best.pt"
    if resume and last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        engine.resume(AtomicFile(last).read()["engine"])
    else:
        for path in (last, best):
            path.unlink(missing_ok=True)
    checkpointer = Checkpointer(directory)
    if engine["best_epoch"] is not None:
        checkpointer.best_epoch = engine["best_epoch"]
        checkpointer.best_val_loss = engine["val_loss"][engine["best_epoch"] - 1]
    while engine.epoch < max_epochs and not engine["stopped_early"]:
        engine.one_epoch(train_loader, val_loader, checkpointer)
    if engine.best_weights is not None:
        model.load_state_dict(engine.best_weights)
    return engine.data
