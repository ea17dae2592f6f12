# Keras habits: callbacks (BackupAndRestore, ModelCheckpoint, EarlyStopping as a callback), logs dictionaries.
# The backup is last.pt itself with one extra key, "callbacks".
import math
from pathlib import Path

import torch


def _dump(path, content):
    path = Path(path)
    temporary = path.with_suffix(".saving")
    torch.save(content, temporary)
    temporary.replace(path)


def _content(model, optimizer, epoch, val_loss):
    return {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "state": {"model": model.state_dict(), "optimizer": optimizer.state_dict()},
    }


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _dump(path, _content(model, optimizer, epoch, val_loss))


def load_checkpoint(path, model, optimizer=None, *, device):
    if not Path(path).exists():
        raise FileNotFoundError(path)
    content = torch.load(path, map_location=device, weights_only=True)
    saved, present = content["state"]["model"], model.state_dict()
    missing, unexpected = present.keys() - saved.keys(), saved.keys() - present.keys()
    if missing or unexpected:
        raise ValueError(f"missing {sorted(missing)}, unexpected {sorted(unexpected)}")
    for key in present.keys() & saved.keys():
        if torch.is_tensor(saved[key]) and saved[key].size() != present[key].size():
            raise ValueError(f"{key} has another shape")
    model.to(device)
    model.load_state_dict(saved, strict=True)
    if optimizer is not None:
        optimizer.load_state_dict(content["state"]["optimizer"])
    return {"epoch": content["epoch"], "val_loss": content["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch, self.best_val_loss = 0, math.nan
        try:
            best = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
        except FileNotFoundError:
            pass
        else:
            self.best_epoch, self.best_val_loss = best["epoch"], best["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        improved = not math.isnan(val_loss) and not val_loss >= self.best_val_loss
        if improved:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return improved


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("patience must be positive")
        if mode == "min":
            self.monitor_op = lambda current, reference: current < reference - min_delta
        elif mode == "max":
            self.monitor_op = lambda current, reference: current > reference + min_delta
        else:
            raise ValueError(f"mode {mode!r} is unknown")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best, self.wait, self.stopped_epoch = None, 0, 0

    @property
    def bad_epochs(self):
        return self.wait

    def step(self, value):
        self.wait += 1
        if not math.isnan(value) and (self.best is None or self.monitor_op(value, self.best)):
            self.best, self.wait = value, 0
        return self.wait >= self.patience


class Callback:
    def on_train_begin(self, loop):
        pass

    def on_epoch_end(self, loop, epoch, logs):
        pass

    def on_train_end(self, loop):
        pass

    def get_config(self):
        return {}

    def set_config(self, config):
        pass


class History(Callback):
    def __init__(self):
        self.logs = {"train_loss": [], "val_loss": []}

    def on_epoch_end(self, loop, epoch, logs):
        for name, values in self.logs.items():
            values.append(logs[name])

    def get_config(self):
        return self.logs

    def set_config(self, config):
        self.logs = config


class StopEarly(Callback):
    def __init__(self, patience):
        self.stopping = EarlyStopping(patience)

    def on_epoch_end(self, loop, epoch, logs):
        loop.stop_training = self.stopping.step(logs["val_loss"])

    def get_config(self):
        return {"best": self.stopping.best, "wait": self.stopping.wait}

    def set_config(self, config):
        self.stopping.best, self.stopping.wait = config["best"], config["wait"]


class ModelCheckpoint(Callback):
    def __init__(self, directory):
        self.best_path, self.last_path = directory / "best.pt", directory / "last.pt"
        self.best_epoch = self.best_loss = None

    def on_epoch_end(self, loop, epoch, logs):
        val_loss = logs["val_loss"]
        if not math.isnan(val_loss) and (self.best_epoch is None or val_loss < self.best_loss):
            self.best_epoch, self.best_loss = epoch, val_loss
            save_checkpoint(self.best_path, loop.model, loop.optimizer, epoch=epoch, val_loss=val_loss)

    def on_train_end(self, loop):
        if self.best_epoch is not None:
            load_checkpoint(self.best_path, loop.model, device=loop.device)

    def get_config(self):
        return {"best_epoch": self.best_epoch, "best_loss": self.best_loss}

    def set_config(self, config):
        self.best_epoch, self.best_loss = config["best_epoch"], config["best_loss"]


class BackupAndRestore(Callback):
    """Must come last: it saves what the other callbacks know after the epoch."""

    def __init__(self, directory, resume):
        self.directory, self.resume = directory, resume

    def on_train_begin(self, loop):
        self.directory.mkdir(parents=True, exist_ok=True)
        last = self.directory / "last.pt"
        if self.resume and last.exists():
            loop.epoch = load_checkpoint(last, loop.model, loop.optimizer, device=loop.device)["epoch"]
            backup = torch.load(last, map_location="cpu", weights_only=True)["callbacks"]
            loop.stop_training = backup["stop_training"]
            for callback in loop.callbacks:
                if type(callback).__name__ in backup:
                    callback.set_config(backup[type(callback).__name__])
        else:
            last.unlink(missing_ok=True)
            (self.directory / "best.pt").unlink(missing_ok=True)

    def on_epoch_end(self, loop, epoch, logs):
        backup = {type(c).__name__: c.get_config() for c in loop.callbacks if c is not self}
        backup["stop_training"] = loop.stop_training
        content = _content(loop.model, loop.optimizer, epoch, logs["val_loss"])
        _dump(self.directory / "last.pt", {**content, "callbacks": backup})


class Loop:
    def __init__(self, model, criterion, optimizer, device, callbacks):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device
        self.callbacks = callbacks
        self.epoch, self.stop_training = 0, False

    def call(self, event, *args):
        for callback in self.callbacks:
            getattr(callback, event)(self, *args)

    def train_on_batch(self, x, y):
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    @torch.no_grad()
    def test_on_batch(self, x, y):
        return self.criterion(self.model(x), y).item()

    def run_epoch(self, loader, training):
        self.model.train(training)
        on_batch = self.train_on_batch if training else self.test_on_batch
        losses = [(on_batch(x.to(self.device), y.to(self.device)), len(y)) for x, y in loader]
        return sum(loss * n for loss, n in losses) / sum(n for _, n in losses)

    def fit(self, train_loader, val_loader, epochs):
        self.call("on_train_begin")
        while self.epoch < epochs and not self.stop_training:
            self.epoch += 1
            logs = {"train_loss": self.run_epoch(train_loader, True)}
            logs["val_loss"] = self.run_epoch(val_loader, False)
            self.call("on_epoch_end", self.epoch, logs)
        self.call("on_train_end")


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    history, stop, keep = History(), StopEarly(patience), ModelCheckpoint(directory)
    loop = Loop(model, criterion, optimizer, device, [history, stop, keep, BackupAndRestore(directory, resume)])
    loop.fit(train_loader, val_loader, max_epochs)
    return {**history.logs, "best_epoch": keep.best_epoch, "stopped_early": loop.stop_training}
