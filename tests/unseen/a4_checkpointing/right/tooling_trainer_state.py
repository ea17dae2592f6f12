# Correct: Hugging-Face-like Trainer, TrainerState dataclass and callbacks; the state and the RNG states travel in extra keys of last.pt
import dataclasses
import os
import random
from dataclasses import dataclass, field
from math import isnan
from typing import Optional

import numpy as np
import torch

os.environ.setdefault("PYTHONHASHSEED", "0")


def rng_state():
    kind, keys, pos, has_gauss, cached = np.random.get_state()
    version, internal, gauss = random.getstate()
    return {
        "torch": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
        "numpy": [kind, keys.tolist(), int(pos), int(has_gauss), float(cached)],
        "python": [version, list(internal), gauss],
    }


def set_rng_state(state):
    torch.set_rng_state(state["torch"].cpu())
    if torch.cuda.is_available() and state["cuda"]:
        torch.cuda.set_rng_state_all([s.cpu() for s in state["cuda"]])
    kind, keys, pos, has_gauss, cached = state["numpy"]
    np.random.set_state((kind, np.array(keys, dtype=np.uint32), pos, has_gauss, cached))
    version, internal, gauss = state["python"]
    random.setstate((version, tuple(internal), gauss))


@dataclass
class TrainerState:
    epoch: int = 0
    train_loss: list = field(default_factory=list)
    val_loss: list = field(default_factory=list)
    bad_epochs: int = 0
    best_metric: Optional[float] = None
    best_epoch: Optional[int] = None
    should_stop: bool = False

    @property
    def log_history(self):
        return [dict(epoch=i, loss=t, eval_loss=v) for i, (t, v) in enumerate(zip(self.train_loss, self.val_loss), 1)]


def _save(path, model, optimizer, *, epoch, val_loss, **extra):
    tmp = f"{path}.tmp-{os.getpid()}"
    torch.save(
        {
            "epoch": int(epoch),
            "val_loss": float(val_loss),
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "rng": rng_state(),
            **extra,
        },
        tmp,
    )
    os.replace(tmp, path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _save(path, model, optimizer, epoch=epoch, val_loss=val_loss)


def _check_fits(model, state):
    expected = {k: v.shape for k, v in model.state_dict().items()}
    got = {k: v.shape for k, v in state.items()}
    if expected != got:
        raise RuntimeError(f"The checkpoint is of another network: {set(expected.items()) ^ set(got.items())}")


def load_checkpoint(path, model, optimizer=None, *, device):
    ckpt = torch.load(path, map_location=device, weights_only=True)
    _check_fits(model, ckpt["model"])
    model.to(device).load_state_dict(ckpt["model"])
    if optimizer is not None:
        optimizer.load_state_dict(ckpt["optimizer"])
    return {key: ckpt[key] for key in ("epoch", "val_loss")}


class Checkpointer:
    def __init__(self, directory):
        os.makedirs(directory, exist_ok=True)
        self.last = os.path.join(directory, "last.pt")
        self.best = os.path.join(directory, "best.pt")
        self.best_epoch, self.best_val_loss = None, float("nan")
        if os.path.isfile(self.best):
            data = torch.load(self.best, weights_only=True, map_location="cpu")
            self.best_epoch, self.best_val_loss = data["epoch"], data["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss, **extra):
        val_loss = float(val_loss)
        is_best = not isnan(val_loss) and not (val_loss >= self.best_val_loss)
        if is_best:
            self.best_epoch, self.best_val_loss = int(epoch), val_loss
            _save(self.best, model, optimizer, epoch=epoch, val_loss=val_loss)
        _save(self.last, model, optimizer, epoch=epoch, val_loss=val_loss, **extra)
        return is_best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError(f"mode {mode} is unknown!")
        if patience < 1:
            raise ValueError(f"patience {patience} is too small!")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.operator = np.greater if mode == "max" else np.less
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        delta = self.min_delta if self.mode == "max" else -self.min_delta
        if not np.isnan(value) and (self.best is None or self.operator(value, self.best + delta)):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


class TrainerCallback:
    def on_epoch_begin(self, trainer): ...

    def on_evaluate(self, trainer): ...

    def on_epoch_end(self, trainer): ...

    def on_train_end(self, trainer): ...


class EarlyStoppingCallback(TrainerCallback):
    def __init__(self, patience):
        self.stopper = EarlyStopping(patience)

    def on_evaluate(self, trainer):
        state = trainer.state
        self.stopper.best, self.stopper.bad_epochs = state.best_metric, state.bad_epochs
        state.should_stop = self.stopper.step(state.val_loss[-1])
        if self.stopper.bad_epochs == 0:
            state.best_epoch = state.epoch
        state.best_metric, state.bad_epochs = self.stopper.best, self.stopper.bad_epochs


class SaveCallback(TrainerCallback):
    def __init__(self, checkpointer):
        self.checkpointer = checkpointer

    def on_epoch_end(self, trainer):
        state = trainer.state
        self.checkpointer.update(
            trainer.model,
            trainer.optimizer,
            epoch=state.epoch,
            val_loss=state.val_loss[-1],
            trainer_state=dataclasses.asdict(state),
        )

    def on_train_end(self, trainer):
        if trainer.state.best_epoch is not None:
            load_checkpoint(self.checkpointer.best, trainer.model, device=trainer.device)


class Trainer:
    def __init__(self, model, optimizer, criterion, device, state, callbacks):
        self.model, self.optimizer, self.criterion, self.device = model, optimizer, criterion, device
        self.state, self.callbacks = state, callbacks

    def call(self, event):
        for callback in self.callbacks:
            getattr(callback, event)(self)

    def epoch_loss(self, loader, train):
        self.model.train(train)
        total = torch.zeros((), dtype=torch.float64, device=self.device)
        n = 0
        with torch.enable_grad() if train else torch.inference_mode():
            for x, y in loader:
                x, y = x.to(self.device), y.to(self.device)
                loss = self.criterion(self.model(x), y)
                if train:
                    self.optimizer.zero_grad()
                    loss.backward()
                    self.optimizer.step()
                total += loss.detach() * x.size(0)
                n += x.size(0)
        return total.item() / n

    def train(self, train_loader, val_loader, max_epochs):
        while self.state.epoch < max_epochs and not self.state.should_stop:
            self.state.epoch += 1
            self.call("on_epoch_begin")
            self.state.train_loss.append(self.epoch_loss(train_loader, True))
            self.state.val_loss.append(self.epoch_loss(val_loader, False))
            self.call("on_evaluate")
            self.call("on_epoch_end")
        self.call("on_train_end")
        return self.state


def fit(
    model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False
):
    last, best = os.path.join(directory, "last.pt"), os.path.join(directory, "best.pt")
    state = TrainerState()
    if resume and os.path.isfile(last):
        load_checkpoint(last, model, optimizer, device=device)
        extra = torch.load(last, map_location="cpu", weights_only=True)
        state = TrainerState(**extra["trainer_state"])
        set_rng_state(extra["rng"])
    else:
        for path in (last, best):
            if os.path.exists(path):
                os.remove(path)
    callbacks = [EarlyStoppingCallback(patience), SaveCallback(Checkpointer(directory))]
    state = Trainer(model, optimizer, criterion, device, state, callbacks).train(train_loader, val_loader, max_epochs)
    return {
        "train_loss": state.train_loss,
        "val_loss": state.val_loss,
        "best_epoch": state.best_epoch,
        "stopped_early": state.should_stop,
    }
