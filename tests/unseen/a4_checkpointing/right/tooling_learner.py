# Correct: fastai-like Learner with TrackerCallback, SaveModelCallback, EarlyStoppingCallback, CancelFitException; history in last.pt through a wrapper dictionary
import copy
from functools import partial
from pathlib import Path

import numpy as np
import torch


class CancelFitException(Exception):
    pass


def _atomic_torch_save(obj, path):
    path = Path(path)
    part = path.with_name(path.name + ".part")
    with part.open("wb") as f:
        torch.save(obj, f)
    part.rename(path)


def _pack(model, opt, epoch, val_loss, **more):
    return dict(epoch=int(epoch), val_loss=float(val_loss), model=model.state_dict(), opt=opt.state_dict(), **more)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _atomic_torch_save(_pack(model, optimizer, epoch, val_loss), path)


def load_checkpoint(path, model, optimizer=None, *, device):
    state = torch.load(Path(path), map_location=device, weights_only=True)
    copy.deepcopy(model).load_state_dict(state["model"], strict=True)  # dress rehearsal
    model.load_state_dict(state["model"], strict=True)
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(state["opt"])
    return {"epoch": state["epoch"], "val_loss": state["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.path = Path(directory)
        self.path.mkdir(exist_ok=True, parents=True)
        self.best_epoch = self.best_val_loss = None
        try:
            best = torch.load(self.path / "best.pt", map_location="cpu", weights_only=True)
        except FileNotFoundError:
            pass
        else:
            self.best_epoch, self.best_val_loss = best["epoch"], best["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss, **more):
        pack = _pack(model, optimizer, epoch, val_loss, **more)
        val_loss = pack["val_loss"]
        new_best = val_loss == val_loss and (self.best_val_loss is None or val_loss < self.best_val_loss)
        if new_best:
            self.best_epoch, self.best_val_loss = pack["epoch"], val_loss
            _atomic_torch_save(pack, self.path / "best.pt")
        _atomic_torch_save(pack, self.path / "last.pt")
        return new_best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        comps = {"min": np.less, "max": np.greater}
        if mode not in comps or patience < 1:
            raise ValueError(f"{mode=} {patience=}")
        self.comp, self.patience = comps[mode], patience
        self.min_delta = -min_delta if mode == "min" else min_delta
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        value = float(value)
        better = self.comp(value - self.min_delta, self.best) if self.best is not None else not np.isnan(value)
        if better:
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return bool(self.bad_epochs >= self.patience)


class Callback:
    learn = None
    order = 0

    def __call__(self, event):
        getattr(self, event, lambda: None)()


class TrainEvalCallback(Callback):
    def before_train(self):
        self.learn.model.train()

    def before_validate(self):
        self.learn.model.eval()


class Recorder(Callback):
    order = 10

    def before_train(self):
        self.log = {True: [], False: []}

    def after_batch(self):
        self.log[self.learn.training].append((self.learn.loss.item(), len(self.learn.xb)))

    def after_epoch(self):
        for name, training in (("train_loss", True), ("val_loss", False)):
            losses, ns = zip(*self.log[training])
            self.learn.values[name].append(float(np.average(losses, weights=ns)))


class EarlyStoppingCallback(Callback):
    order = 20

    def __init__(self, patience):
        self.stopping = EarlyStopping(patience)

    def before_fit(self):
        self.stop = False
        for value in self.learn.values["val_loss"]:
            self.stop = self.stopping.step(value)
        if self.stop:
            raise CancelFitException

    def after_epoch(self):
        self.stop = self.stopping.step(self.learn.values["val_loss"][-1])

    def after_save(self):
        if self.stop:
            raise CancelFitException


class SaveModelCallback(Callback):
    order = 30

    def __init__(self, directory):
        self.cp = Checkpointer(directory)

    def after_epoch(self):
        v = self.learn.values
        self.cp.update(self.learn.model, self.learn.opt, epoch=len(v["val_loss"]), val_loss=v["val_loss"][-1], values=v)
        self.learn("after_save")

    def after_fit(self):
        if self.cp.best_epoch is not None:
            load_checkpoint(self.cp.path / "best.pt", self.learn.model, device=self.learn.device)


class Learner:
    def __init__(self, dls, model, loss_func, opt, device, values, cbs):
        self.dls, self.model, self.loss_func, self.opt = dls, model, loss_func, opt
        self.device, self.values = device, values
        self.cbs = sorted(cbs, key=lambda cb: cb.order)
        for cb in self.cbs:
            cb.learn = self

    def __call__(self, event):
        for cb in self.cbs:
            cb(event)

    def one_batch(self, batch):
        self.xb, self.yb = [t.to(self.device) for t in batch]
        self.loss = self.loss_func(self.model(self.xb), self.yb)
        if self.training:
            self.loss.backward()
            self.opt.step()
            self.opt.zero_grad()
        self("after_batch")

    def all_batches(self, dl):
        for batch in dl:
            self.one_batch(batch)

    def fit(self, epochs):
        try:
            self.opt.zero_grad()
            self("before_fit")
            for _ in epochs:
                self.training = True
                self("before_train")
                self.all_batches(self.dls[0])
                self.training = False
                self("before_validate")
                with torch.no_grad():
                    self.all_batches(self.dls[1])
                self("after_epoch")
        except CancelFitException:
            pass
        self("after_fit")


def fit(
    model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False
):
    directory = Path(directory)
    values = {"train_loss": [], "val_loss": []}
    last = directory / "last.pt"
    if resume and last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        values = torch.load(last, map_location="cpu", weights_only=True)["values"]
    else:
        for name in ("last.pt", "best.pt"):
            (directory / name).unlink(missing_ok=True)
    saver, stopper = SaveModelCallback(directory), EarlyStoppingCallback(patience)
    Learner(
        (train_loader, val_loader), model, criterion, optimizer, device, values,
        [TrainEvalCallback(), Recorder(), stopper, saver],
    ).fit(range(len(values["val_loss"]), max_epochs))
    return dict(values, best_epoch=saver.cp.best_epoch, stopped_early=stopper.stop)
