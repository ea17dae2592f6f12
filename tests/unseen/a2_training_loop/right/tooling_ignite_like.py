# Correct: an ignite-like Engine with Events and handlers; terminate() stops the overfit check; rich progress bar; logging
import logging
from enum import Enum, auto
from types import SimpleNamespace

import torch
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

logging.basicConfig(level=logging.INFO)
log = logging.getLogger("engine")


class Events(Enum):
    STARTED = auto()
    EPOCH_STARTED = auto()
    ITERATION_STARTED = auto()
    ITERATION_COMPLETED = auto()
    EPOCH_COMPLETED = auto()
    COMPLETED = auto()


class Engine:
    def __init__(self, process_function):
        self._process = process_function
        self._handlers = {event: [] for event in Events}
        self.should_terminate = False
        self.state = SimpleNamespace(epoch=0, iteration=0, output=None, batch=None, metrics={})

    def on(self, event):
        def decorator(f):
            self._handlers[event].append(f)
            return f

        return decorator

    def fire(self, event):
        for handler in self._handlers[event]:
            handler(self)

    def terminate(self):
        self.should_terminate = True

    def run(self, data, max_epochs=1):
        self.fire(Events.STARTED)
        for _ in range(max_epochs):
            self.state.epoch += 1
            self.fire(Events.EPOCH_STARTED)
            for self.state.batch in data:
                self.state.iteration += 1
                self.fire(Events.ITERATION_STARTED)
                self.state.output = self._process(self, self.state.batch)
                self.fire(Events.ITERATION_COMPLETED)
                if self.should_terminate:
                    break
            if self.should_terminate:
                break
            self.fire(Events.EPOCH_COMPLETED)
        self.fire(Events.COMPLETED)
        return self.state


def convert_tensor(t, device=None, non_blocking=False):
    return t if device is None else t.to(device=device, non_blocking=non_blocking)


def create_supervised_trainer(model, optimizer, loss_fn, device=None, non_blocking=False):
    def update(engine, batch):
        model.train()
        x, y = (convert_tensor(t, device, non_blocking) for t in batch)
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        return {"loss": loss.item(), "n": x.shape[0]}

    return Engine(update)


def attach_average(engine, name="loss"):
    acc = {"sum": 0.0, "n": 0}

    @engine.on(Events.EPOCH_STARTED)
    def start(engine):
        acc.update(sum=0.0, n=0)

    @engine.on(Events.ITERATION_COMPLETED)
    def add(engine):
        acc["sum"] += engine.state.output["loss"] * engine.state.output["n"]
        acc["n"] += engine.state.output["n"]

    @engine.on(Events.EPOCH_COMPLETED)
    def finish(engine):
        engine.state.metrics[name] = acc["sum"] / acc["n"]


def train_step(model, inputs, targets, criterion, optimizer):
    trainer = create_supervised_trainer(model, optimizer, criterion)
    return trainer.run([(inputs, targets)]).output["loss"]


def train_one_epoch(model, loader, criterion, optimizer, device):
    trainer = create_supervised_trainer(model, optimizer, criterion, device, non_blocking=True)
    attach_average(trainer)
    return trainer.run(loader).metrics["loss"]


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    trainer = create_supervised_trainer(model, optimizer, criterion, device)
    attach_average(trainer)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, transient=True) as progress:
        task = progress.add_task("training", total=epochs)

        @trainer.on(Events.EPOCH_COMPLETED)
        def record(engine):
            history.append(engine.state.metrics["loss"])
            progress.update(task, advance=1, description=f"loss {history[-1]:.4f}")
            log.info("epoch %d loss %.6f", engine.state.epoch, history[-1])

        trainer.run(loader, max_epochs=epochs)
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    updates = 0

    def process(engine, _):
        nonlocal updates
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            engine.terminate()
            return loss.item()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        updates += 1
        return loss.item()

    Engine(process).run(range(max_steps))
    return updates
