# Classes for everything. What resuming needs lives in extra keys of last.pt.
import copy
import math
import os
from pathlib import Path

import torch


class AtomicFile(object):
    def __init__(self, path):
        self.path = str(path)
        self.temporary = self.path + ".tmp"

    def write(self, content):
        torch.save(content, self.temporary)
        os.replace(self.temporary, self.path)


class Snapshot(object):
    """What goes into a checkpoint file, and how it comes out again."""

    def __init__(self, content):
        self.content = content

    @classmethod
    def take(cls, model, optimizer, epoch, val_loss, extra=None):
        content = {
            "epoch": int(epoch),
            "val_loss": float(val_loss),
            "model_state_dict": model.state_dict(),
            "optimizer_state_dict": optimizer.state_dict(),
        }
        content.update(extra or {})
        return cls(content)

    @classmethod
    def read(cls, path, device):
        if not os.path.exists(str(path)):
            raise FileNotFoundError(str(path))
        return cls(torch.load(str(path), map_location=device, weights_only=True))

    def check_fit(self, model):
        saved, own = self.content["model_state_dict"], model.state_dict()
        if set(saved) != set(own):
            raise RuntimeError("other tensors: %s" % sorted(set(saved) ^ set(own)))
        for name in own:
            if getattr(saved[name], "shape", None) != getattr(own[name], "shape", None):
                raise RuntimeError("%s has another shape" % name)

    def restore(self, model, optimizer, device):
        self.check_fit(model)
        model.to(device)
        model.load_state_dict(self.content["model_state_dict"])
        if optimizer is not None:
            optimizer.load_state_dict(self.content["optimizer_state_dict"])
        return {"epoch": self.content["epoch"], "val_loss": self.content["val_loss"]}


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    AtomicFile(path).write(Snapshot.take(model, optimizer, epoch, val_loss).content)


def load_checkpoint(path, model, optimizer=None, *, device):
    return Snapshot.read(path, device).restore(model, optimizer, device)


class Checkpointer(object):
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.last_path = self.directory / "last.pt"
        self.best_path = self.directory / "best.pt"
        self.best_epoch = None
        self.best_val_loss = None
        if self.best_path.exists():
            best = Snapshot.read(self.best_path, "cpu").content
            self.best_epoch, self.best_val_loss = best["epoch"], best["val_loss"]

    def forget(self):
        for path in (self.last_path, self.best_path):
            if path.exists():
                path.unlink()
        self.best_epoch = self.best_val_loss = None

    def is_best(self, val_loss):
        if math.isnan(val_loss):
            return False
        return self.best_val_loss is None or val_loss < self.best_val_loss

    def update(self, model, optimizer, *, epoch, val_loss, extra=None):
        val_loss = float(val_loss)
        best = self.is_best(val_loss)
        snapshot = Snapshot.take(model, optimizer, epoch, val_loss, extra).content
        if best:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            AtomicFile(self.best_path).write(snapshot)
        AtomicFile(self.last_path).write(snapshot)
        return best


class EarlyStopping(object):
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("mode must be 'min' or 'max'")
        if patience < 1:
            raise ValueError("patience must be at least 1")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best = None
        self.bad_epochs = 0

    def improves(self, value):
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        if self.mode == "min":
            return self.best - value > self.min_delta
        return value - self.best > self.min_delta

    def step(self, value):
        if self.improves(value):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


class Trainer(object):
    def __init__(self, model, criterion, optimizer, device, patience, directory):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device
        self.stopping = EarlyStopping(patience)
        self.checkpointer = Checkpointer(directory)
        self.history = {"train_loss": [], "val_loss": []}
        self.epoch = 0
        self.stopped = False

    def resume(self):
        content = Snapshot.read(self.checkpointer.last_path, "cpu").content
        load_checkpoint(self.checkpointer.last_path, self.model, self.optimizer, device=self.device)
        self.epoch = content["epoch"]
        self.history = copy.deepcopy(content.get("history", self.history))
        self.stopping.best = content.get("stopping_best")
        self.stopping.bad_epochs = content.get("bad_epochs", 0)
        self.stopped = content.get("stopped", False) or self.stopping.bad_epochs >= self.stopping.patience

    def train(self, loader):
        self.model.train()
        total, n = 0.0, 0
        for inputs, targets in loader:
            inputs, targets = inputs.to(self.device), targets.to(self.device)
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(inputs), targets)
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(inputs)
            n += len(inputs)
        return total / n

    def validate(self, loader):
        self.model.eval()
        total, n = 0.0, 0
        with torch.no_grad():
            for inputs, targets in loader:
                inputs, targets = inputs.to(self.device), targets.to(self.device)
                total += self.criterion(self.model(inputs), targets).item() * len(inputs)
                n += len(inputs)
        return total / n

    def run(self, train_loader, val_loader, max_epochs):
        while self.epoch < max_epochs and not self.stopped:
            self.epoch += 1
            self.history["train_loss"].append(self.train(train_loader))
            val_loss = self.validate(val_loader)
            self.history["val_loss"].append(val_loss)
            self.stopped = self.stopping.step(val_loss)
            extra = {
                "history": self.history,
                "stopping_best": self.stopping.best,
                "bad_epochs": self.stopping.bad_epochs,
                "stopped": self.stopped,
            }
            self.checkpointer.update(self.model, self.optimizer, epoch=self.epoch, val_loss=val_loss, extra=extra)

    def result(self):
        if self.checkpointer.best_epoch is not None:
            load_checkpoint(self.checkpointer.best_path, self.model, device=self.device)
        return {
            "train_loss": self.history["train_loss"],
            "val_loss": self.history["val_loss"],
            "best_epoch": self.checkpointer.best_epoch,
            "stopped_early": self.stopped,
        }


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    trainer = Trainer(model, criterion, optimizer, device, patience, directory)
    if resume and trainer.checkpointer.last_path.exists():
        trainer.resume()
    else:
        trainer.checkpointer.forget()
    trainer.run(train_loader, val_loader, max_epochs)
    return trainer.result()
