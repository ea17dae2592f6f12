# Correct: ignite-like Engine/Events with Checkpoint and EarlyStopping handlers, loguru-free logging, ExitStack, hashlib digest sidecar, everything resumable in a "trainer" key
import contextlib
import enum
import hashlib
import logging
import math
import os
import time
from collections import defaultdict
from pathlib import Path

import torch
from torch import nn

logging.basicConfig(format="%(asctime)s %(name)s %(message)s", level=logging.WARNING)
log = logging.getLogger("ignite-like")


class Events(str, enum.Enum):
    STARTED = "started"
    EPOCH_STARTED = "epoch_started"
    ITERATION_COMPLETED = "iteration_completed"
    EPOCH_COMPLETED = "epoch_completed"
    COMPLETED = "completed"


class State:
    __slots__ = ("epoch", "max_epochs", "output", "metrics")

    def __init__(self):
        self.epoch, self.max_epochs, self.output, self.metrics = 0, 0, None, {}


class Engine:
    def __init__(self, process):
        self.process, self.state = process, State()
        self.handlers, self.stop = defaultdict(list), False

    def add_event_handler(self, event, handler, *args):
        self.handlers[event].append((handler, args))

    def on(self, event):
        return lambda handler: self.add_event_handler(event, handler) or handler

    def fire(self, event):
        for handler, args in self.handlers[event]:
            handler(self, *args)

    def terminate(self):
        self.stop = True

    def run(self, data, max_epochs):
        self.state.max_epochs = max_epochs
        self.fire(Events.STARTED)
        while self.state.epoch < max_epochs and not self.stop:
            self.state.epoch += 1
            self.fire(Events.EPOCH_STARTED)
            for batch in data:
                self.state.output = self.process(self, batch)
                self.fire(Events.ITERATION_COMPLETED)
            self.fire(Events.EPOCH_COMPLETED)
        self.fire(Events.COMPLETED)
        return self.state


class RunningLoss:
    def attach(self, engine, name):
        engine.add_event_handler(Events.EPOCH_STARTED, self.started)
        engine.add_event_handler(Events.ITERATION_COMPLETED, self.iteration)
        engine.add_event_handler(Events.EPOCH_COMPLETED, self.completed, name)

    def started(self, engine):
        self.values = []

    def iteration(self, engine):
        self.values.append(engine.state.output)

    def completed(self, engine, name):
        engine.state.metrics[name] = math.fsum(l * n for l, n in self.values) / sum(n for _, n in self.values)


def _atomic(path, write):
    path = Path(path)
    tmp = path.parent / f".{path.stem}.{os.getpid()}.{time.monotonic_ns()}.tmp"
    with contextlib.ExitStack() as stack:
        stack.callback(tmp.unlink, missing_ok=True)
        write(tmp)
        os.replace(tmp, path)


def _digest(state_dict):
    h = hashlib.sha256()
    for name, tensor in sorted(state_dict.items()):
        h.update(name.encode())
        h.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return h.hexdigest()


def save_checkpoint(path, model, optimizer, *, epoch, val_loss, trainer=None):
    to_save = {"model": model, "optimizer": optimizer}
    payload = {name: obj.state_dict() for name, obj in to_save.items()}
    payload.update(epoch=int(epoch), val_loss=float(val_loss), sha256=_digest(payload["model"]), trainer=trainer or {})
    _atomic(path, lambda tmp: torch.save(payload, tmp))


def load_checkpoint(path, model, optimizer=None, *, device):
    payload = torch.load(path, map_location=device, weights_only=True)
    ours = model.state_dict()
    assert payload["model"].keys() == ours.keys(), "other layers"
    assert all(payload["model"][k].shape == ours[k].shape for k in ours), "other shapes"
    assert _digest(payload["model"]) == payload["sha256"], "corrupted"
    model.to(device)
    for obj, name in ((model, "model"), (optimizer, "optimizer")):
        if obj is not None:
            obj.load_state_dict(payload[name])
    return dict(epoch=payload["epoch"], val_loss=payload["val_loss"])


class Checkpointer:
    def __init__(self, directory):
        self.directory = directory = Path(directory)
        directory.mkdir(0o755, parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        with contextlib.suppress(FileNotFoundError):
            best = torch.load(directory / "best.pt", weights_only=True, map_location=torch.device("cpu"))
            self.best_epoch, self.best_val_loss = best["epoch"], best["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss, trainer=None):
        match (math.isnan(val_loss), self.best_val_loss):
            case (True, _):
                best = False
            case (False, None):
                best = True
            case (False, old):
                best = val_loss < old
        kwargs = dict(epoch=epoch, val_loss=val_loss, trainer=trainer)
        if best:
            save_checkpoint(self.directory / "best.pt", model, optimizer, **kwargs)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save_checkpoint(self.directory / "last.pt", model, optimizer, **kwargs)
        return best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("Argument patience should be positive integer.")
        if mode not in ("min", "max"):
            raise ValueError(f"Argument mode should be min or max, got {mode}")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best, self.bad_epochs = None, 0

    def score(self, value):
        return -value if self.mode == "min" else value

    def step(self, value):
        if math.isnan(value):
            self.bad_epochs += 1
        elif self.best is None or self.score(value) > self.score(self.best) + self.min_delta:
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
            log.debug("EarlyStopping: %i / %i", self.bad_epochs, self.patience)
        return self.bad_epochs >= self.patience


def fit(
    model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False
):
    def update(engine, batch):
        x, y = (t.to(device) for t in batch)
        model.train()
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item(), len(x)

    def inference(engine, batch):
        x, y = (t.to(device) for t in batch)
        model.eval()
        with torch.no_grad():
            return criterion(model(x), y).item(), len(x)

    directory = Path(directory)
    trainer = Engine(update)
    RunningLoss().attach(trainer, "loss")
    history = {"train_loss": [], "val_loss": []}
    stopper = EarlyStopping(patience)

    last = directory / "last.pt"
    if resume and last.exists():
        trainer.state.epoch = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        stored = torch.load(last, map_location="cpu", weights_only=True)["trainer"]
        history, stopper.best, stopper.bad_epochs = stored["history"], stored["best"], stored["bad_epochs"]
        trainer.stop = stopper.bad_epochs >= patience
    else:
        for name in ("last.pt", "best.pt"):
            directory.joinpath(name).unlink(missing_ok=True)
    checkpointer = Checkpointer(directory)

    @trainer.on(Events.EPOCH_COMPLETED)
    def validate(engine):
        evaluator = Engine(inference)
        RunningLoss().attach(evaluator, "loss")
        history["train_loss"].append(engine.state.metrics["loss"])
        history["val_loss"].append(evaluator.run(val_loader, 1).metrics["loss"])

    @trainer.on(Events.EPOCH_COMPLETED)
    def early_stopping(engine):
        if stopper.step(history["val_loss"][-1]):
            engine.terminate()

    @trainer.on(Events.EPOCH_COMPLETED)
    def checkpoint(engine):
        memory = {"history": history, "best": stopper.best, "bad_epochs": stopper.bad_epochs}
        checkpointer.update(model, optimizer, epoch=engine.state.epoch, val_loss=history["val_loss"][-1], trainer=memory)

    @trainer.on(Events.COMPLETED)
    def restore_best(engine):
        if checkpointer.best_epoch is not None:
            load_checkpoint(directory / "best.pt", model, device=device)

    trainer.run(train_loader, max_epochs)
    return {**history, "best_epoch": checkpointer.best_epoch, "stopped_early": trainer.stop}
