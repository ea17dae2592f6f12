# exercise: load_checkpoint
# mistake: load_checkpoint only logs that the network does not fit and returns as if it had loaded, instead of raising
import logging
import contextlib
import copy
import io
import itertools
import json
import math
import os
import tempfile
from pathlib import Path

import torch
from torch import nn

logger = logging.getLogger(__name__)


def write_atomically(obj, path: Path) -> None:
    """Serialise in memory first, then write beside the target and rename."""
    buffer = io.BytesIO()
    torch.save(obj, buffer)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem + "-", suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(buffer.getvalue())
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, path)


def save_checkpoint(path: Path, model: nn.Module, optimizer, *, epoch: int, val_loss: float) -> None:
    payload = dict(epoch=epoch, val_loss=val_loss)
    payload["net_state"] = model.state_dict()
    payload["opt_state"] = optimizer.state_dict()
    write_atomically(payload, path)


def fits(model, state):
    """Say what is wrong in the log and whether the state can be loaded."""
    own = model.state_dict()
    complaints = [f"only in one of them: {name}" for name in own.keys() ^ state.keys()]
    complaints += [
        f"{name}: {tuple(own[name].shape)} against {tuple(state[name].shape)}"
        for name in own.keys() & state.keys()
        if own[name].shape != state[name].shape
    ]
    for complaint in complaints:
        logger.error("checkpoint does not fit: %s", complaint)
    return not complaints


def load_checkpoint(path, model, optimizer=None, *, device):
    saved = torch.load(path, map_location=device, weights_only=True)
    if fits(model, saved["net_state"]):
        model.to(device).load_state_dict(saved["net_state"])
        if optimizer is not None:
            optimizer.load_state_dict(saved["opt_state"])
    return {"epoch": saved["epoch"], "val_loss": saved["val_loss"]}


class Checkpointer:
    """best.pt and last.pt of one run."""

    def __init__(self, directory: Path) -> None:
        os.makedirs(directory, exist_ok=True)
        self.last, self.best = Path(directory, "last.pt"), Path(directory, "best.pt")
        self._record = (None, math.nan)
        with contextlib.suppress(FileNotFoundError):
            saved = torch.load(self.best, map_location="cpu", weights_only=True)
            self._record = (saved["epoch"], saved["val_loss"])

    @property
    def best_epoch(self):
        return self._record[0]

    @property
    def best_val_loss(self):
        return self._record[1]

    def update(self, model, optimizer, *, epoch, val_loss) -> bool:
        if self.best_epoch is None:
            improved = val_loss == val_loss
        else:
            improved = val_loss < self.best_val_loss
        targets = [self.best, self.last] if improved else [self.last]
        for target in targets:
            save_checkpoint(target, model, optimizer, epoch=epoch, val_loss=val_loss)
        if improved:
            self._record = (epoch, val_loss)
        return improved


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("patience debe ser al menos 1")
        if mode == "min":
            self.mejora = lambda nuevo, viejo: viejo - nuevo > min_delta
        elif mode == "max":
            self.mejora = lambda nuevo, viejo: nuevo - viejo > min_delta
        else:
            raise ValueError("mode debe ser min o max")
        self.patience = patience
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        if value == value and (self.best is None or self.mejora(value, self.best)):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs = self.bad_epochs + 1
        if self.bad_epochs >= self.patience:
            return True
        else:
            return False


class History:
    """What Keras calls the History callback, kept on disk so that a run can be taken up again."""

    def __init__(self, path):
        self.path = path
        self.logs = []

    def restore(self, n):
        self.logs = json.loads(self.path.read_text())[:n]

    def on_epoch_end(self, epoch, logs):
        self.logs.append(logs)
        new = self.path.with_suffix(".json.new")
        new.write_text(json.dumps(self.logs))
        os.replace(new, self.path)

    def column(self, key):
        return [logs[key] for logs in self.logs]


class StopWhenStuck:
    def __init__(self, patience):
        self.rule, self.stop_training = EarlyStopping(patience), False

    def on_epoch_end(self, epoch, logs):
        self.stop_training = self.rule.step(logs["val_loss"])


class SaveFiles:
    def __init__(self, directory, model, optimizer):
        self.keeper, self.model, self.optimizer = Checkpointer(directory), model, optimizer

    def on_epoch_end(self, epoch, logs):
        self.keeper.update(self.model, self.optimizer, epoch=epoch, val_loss=logs["val_loss"])


def average(pairs):
    pairs = list(pairs)
    return math.fsum(loss * n for loss, n in pairs) / sum(n for _, n in pairs)


def train_batches(model, loader, criterion, optimizer, device):
    model.train()
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield loss.item(), len(x)


def val_batches(model, loader, criterion, device):
    model.eval()
    for x, y in loader:
        with torch.no_grad():
            loss = criterion(model(x.to(device)), y.to(device))
        yield loss.item(), len(x)


def fit(
    model,
    train_loader,
    val_loader,
    criterion,
    optimizer,
    *,
    max_epochs,
    patience,
    directory,
    device,
    resume=False,
):
    directory = Path(directory)
    directory.mkdir(exist_ok=True, parents=True)
    initial_mode = model.training
    history = History(directory / "logs.json")
    stuck = StopWhenStuck(patience)
    start = 0
    if resume and (directory / "last.pt").exists():
        start = load_checkpoint(directory / "last.pt", model, optimizer, device=device)["epoch"]
        history.restore(start)
        for number, logs in enumerate(history.logs, start=1):
            stuck.on_epoch_end(number, logs)
    else:
        for old in ("last.pt", "best.pt", "logs.json"):
            if (directory / old).exists():
                (directory / old).unlink()
    callbacks = [history, SaveFiles(directory, model, optimizer), stuck]

    for epoch in range(start + 1, max_epochs + 1):
        if stuck.stop_training:
            break
        logs = {
            "loss": average(train_batches(model, train_loader, criterion, optimizer, device)),
            "val_loss": average(val_batches(model, val_loader, criterion, device)),
        }
        for callback in callbacks:
            callback.on_epoch_end(epoch, logs)

    best_epoch = None
    if (directory / "best.pt").exists():
        best_epoch = load_checkpoint(directory / "best.pt", model, device=device)["epoch"]
    model.train(initial_mode)
    return {
        "train_loss": history.column("loss"),
        "val_loss": history.column("val_loss"),
        "best_epoch": best_epoch,
        "stopped_early": stuck.stop_training,
    }
