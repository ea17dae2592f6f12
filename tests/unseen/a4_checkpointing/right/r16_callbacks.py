# style: Keras/Lightning refugee: Callback list (History, ModelCheckpoint, EarlyStopping), Trainer with state_dict()/load_state_dict(), everything in one last.pt
# open options used: EarlyStopping subclasses Callback; a "trainer" key inside the checkpoint
import math
import os

import numpy as np
import torch


def _dump(content, path):
    partial = f"{path}.incomplete"
    torch.save(content, partial)
    os.replace(partial, path)


def _checkpoint(model, optimizer, epoch, val_loss, **extra):
    return {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "state_dict": dict(model.state_dict()),
        "optimizer_states": [optimizer.state_dict()],
        **extra,
    }


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _dump(_checkpoint(model, optimizer, epoch, val_loss), path)


def _validate(model, state):
    own = model.state_dict()
    missing, unexpected = own.keys() - state.keys(), state.keys() - own.keys()
    wrong = [k for k in own.keys() & state.keys() if own[k].shape != state[k].shape]
    if missing or unexpected or wrong:
        raise KeyError(f"missing {sorted(missing)}, unexpected {sorted(unexpected)}, wrong shape {wrong}")


def load_checkpoint(path, model, optimizer=None, *, device):
    content = torch.load(path, map_location=device, weights_only=True)
    _validate(model, content["state_dict"])
    model.to(device)
    model.load_state_dict(content["state_dict"])
    if optimizer is not None:
        (state,) = content["optimizer_states"]
        optimizer.load_state_dict(state)
    return {"epoch": content["epoch"], "val_loss": content["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        os.makedirs(directory, exist_ok=True)
        self.last, self.top = os.path.join(directory, "last.pt"), os.path.join(directory, "best.pt")
        self.best_epoch, self.best_val_loss = None, np.nan
        if os.path.isfile(self.top):
            content = torch.load(self.top, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = content["epoch"], content["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss, **extra):
        # fmin ignores NaN: the new value leads if the least of both is not the old one
        leads = bool(np.fmin(self.best_val_loss, val_loss) != self.best_val_loss and not np.isnan(val_loss))
        content = _checkpoint(model, optimizer, epoch, val_loss, **extra)
        if leads:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            _dump(content, self.top)
        _dump(content, self.last)
        return leads


class Callback:
    def on_epoch_end(self, trainer, logs): ...
    def state_dict(self): return {}
    def load_state_dict(self, state): ...


class EarlyStopping(Callback):
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode != "min" and mode != "max":
            raise ValueError(mode)
        if patience < 1:
            raise ValueError(patience)
        self.monitor_op = np.less if mode == "min" else np.greater
        self.min_delta = min_delta if mode == "max" else -min_delta
        self.patience, self.best, self.wait = patience, None, 0

    bad_epochs = property(lambda self: self.wait)

    def step(self, value):
        if not np.isnan(value) and (self.best is None or bool(self.monitor_op(value, self.best + self.min_delta))):
            self.best, self.wait = float(value), 0
            return False
        self.wait += 1
        return self.wait >= self.patience

    def on_epoch_end(self, trainer, logs):
        trainer.should_stop = self.step(logs["val_loss"])

    def state_dict(self):
        return {"best": self.best, "wait": self.wait}

    def load_state_dict(self, state):
        self.best, self.wait = state["best"], state["wait"]


class History(Callback):
    def __init__(self):
        self.history = {"train_loss": [], "val_loss": []}

    def on_epoch_end(self, trainer, logs):
        for name, values in self.history.items():
            values.append(logs[name])

    def state_dict(self):
        return self.history

    def load_state_dict(self, state):
        self.history = {name: list(values) for name, values in state.items()}


class Best(Callback):
    def __init__(self):
        self.value = self.epoch = None

    def on_epoch_end(self, trainer, logs):
        v = logs["val_loss"]
        if not math.isnan(v) and (self.value is None or v < self.value):
            self.value, self.epoch = v, trainer.epoch

    def state_dict(self):
        return {"value": self.value, "epoch": self.epoch}

    def load_state_dict(self, state):
        self.value, self.epoch = state["value"], state["epoch"]


class Trainer:
    def __init__(self, model, criterion, optimizer, device, directory, callbacks):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device
        self.saver, self.callbacks = Checkpointer(directory), callbacks
        self.saver.best_epoch, self.saver.best_val_loss = None, math.nan
        self.epoch, self.should_stop = 0, False

    def state_dict(self):
        return {"should_stop": bool(self.should_stop), "callbacks": [c.state_dict() for c in self.callbacks]}

    def restore(self):
        self.epoch = load_checkpoint(self.saver.last, self.model, self.optimizer, device=self.device)["epoch"]
        state = torch.load(self.saver.last, map_location="cpu", weights_only=True)["trainer"]
        self.should_stop = state["should_stop"]
        for callback, its in zip(self.callbacks, state["callbacks"]):
            callback.load_state_dict(its)
            if isinstance(callback, Best) and callback.epoch is not None:
                self.saver.best_epoch, self.saver.best_val_loss = callback.epoch, callback.value

    def run_epoch(self, loader, train):
        self.model.train(train)
        rows = []
        with torch.enable_grad() if train else torch.no_grad():
            for batch in loader:
                x, y = (t.to(self.device) for t in batch)
                loss = self.criterion(self.model(x), y)
                if train:
                    self.optimizer.zero_grad()
                    loss.backward()
                    self.optimizer.step()
                rows.append((loss.item(), y.shape[0]))
        values, sizes = np.array(rows).T
        return float(np.average(values, weights=sizes))

    def fit(self, train_loader, val_loader, max_epochs):
        while self.epoch < max_epochs and not self.should_stop:
            self.epoch += 1
            logs = {"train_loss": self.run_epoch(train_loader, True), "val_loss": self.run_epoch(val_loader, False)}
            for callback in self.callbacks:
                callback.on_epoch_end(self, logs)
            self.saver.update(
                self.model, self.optimizer, epoch=self.epoch, val_loss=logs["val_loss"], trainer=self.state_dict()
            )


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    history, stopper, best = History(), EarlyStopping(patience), Best()
    trainer = Trainer(model, criterion, optimizer, device, directory, [history, stopper, best])
    if resume and os.path.exists(trainer.saver.last):
        trainer.restore()
    else:
        for file in (trainer.saver.last, trainer.saver.top):
            if os.path.exists(file):
                os.remove(file)
    trainer.fit(train_loader, val_loader, max_epochs)
    if best.epoch is not None:
        load_checkpoint(trainer.saver.top, model, device=device)
    return {**history.history, "best_epoch": best.epoch, "stopped_early": trainer.should_stop}
