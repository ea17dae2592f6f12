# Unusual: a Trainer class with events and subscribers; the epoch's loss is np.average over recorded per-batch losses in float64.
import collections
import weakref

import numpy as np
import torch


class Trainer:
    __slots__ = ("model", "criterion", "optimizer", "device", "events", "__weakref__")

    def __init__(self, model, criterion, optimizer, device=None):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device
        self.events = collections.defaultdict(list)

    def on(self, event):
        def register(callback):
            self.events[event].append(callback)
            return callback

        return register

    def emit(self, event, *args):
        return [callback(*args) for callback in self.events[event]]

    def step(self, inputs, targets):
        self.model.train()
        if self.device is not None:
            inputs, targets = inputs.to(self.device), targets.to(self.device)
        loss = self.criterion(self.model(inputs), targets)
        if any(self.emit("loss", float(loss), len(inputs))):
            return False
        stale = [p.grad for p in self.model.parameters() if p.grad is not None]
        if stale:
            torch._foreach_zero_(stale)
        loss.backward()
        self.optimizer.step()
        return True

    def epoch(self, loader):
        record = []
        reference = weakref.ref(self)

        def remember(value, n):
            record.append((value, n))

        self.on("loss")(remember)
        try:
            for batch in loader:
                reference().step(*batch)
        finally:
            self.events["loss"].remove(remember)
        losses, sizes = np.asarray(record, dtype=np.float64).T
        return float(np.average(losses, weights=sizes))


def train_step(model, inputs, targets, criterion, optimizer) -> float:
    trainer, seen = Trainer(model, criterion, optimizer), []

    @trainer.on("loss")
    def _(value, n):
        seen.append(value)

    trainer.step(inputs, targets)
    return seen.pop()


def train_one_epoch(model, loader, criterion, optimizer, device) -> float:
    return Trainer(model, criterion, optimizer, device).epoch(loader)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    trainer = Trainer(model, criterion, optimizer, device)
    return [trainer.epoch(loader) for _ in np.arange(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss) -> int:
    trainer = Trainer(model, criterion, optimizer)
    trainer.on("loss")(lambda value, n: value <= target_loss)
    made = 0
    while made < max_steps and trainer.step(inputs, targets):
        made += 1
    return made
