# Correct: a fastai-like Learner with Recorder and callbacks, CancelFitException to stop, EMA-smoothed loss for display only
import functools
from collections import defaultdict

import torch


class CancelFitException(Exception):
    pass


class Callback:
    order = 0

    def __getattr__(self, name):
        if name.startswith(("before_", "after_")):
            return lambda: None
        raise AttributeError(name)


class TrainMode(Callback):
    def before_fit(self):
        self.learn.model.train()

    def before_epoch(self):
        self.learn.model.train()


class ToDevice(Callback):
    def __init__(self, device):
        self.device = device

    def before_batch(self):
        self.learn.xb, self.learn.yb = (t.to(self.device) for t in (self.learn.xb, self.learn.yb))


class Recorder(Callback):
    order = 50

    def __init__(self, beta=0.98):
        self.beta, self.mom, self.n = beta, 0.0, 0
        self.values, self.batch_losses = [], []

    @property
    def smooth_loss(self):
        return self.mom / (1 - self.beta**self.n) if self.n else float("nan")

    def before_epoch(self):
        self.total = torch.zeros((), dtype=torch.float64)
        self.count = 0

    def after_step(self):
        n = len(self.learn.xb)
        loss = self.learn.loss.detach()
        self.total += loss.double().cpu() * n
        self.count += n
        self.n += 1
        self.mom = self.mom * self.beta + loss.item() * (1 - self.beta)
        self.batch_losses.append(loss.item())

    def after_epoch(self):
        self.values.append((self.total / self.count).item())
        print(f"epoch {len(self.values)} train_loss {self.values[-1]:.6f} smooth {self.smooth_loss:.6f}")


class StopAtLoss(Callback):
    def __init__(self, target):
        self.target = target

    def after_loss(self):
        if self.learn.loss.item() <= self.target:
            raise CancelFitException


class Learner:
    def __init__(self, dls, model, loss_func, opt, cbs=()):
        self.dls, self.model, self.loss_func, self.opt = dls, model, loss_func, opt
        self.cbs = sorted(cbs, key=lambda cb: cb.order)
        self.updates = 0
        for cb in self.cbs:
            cb.learn = self

    def __call__(self, event):
        for cb in self.cbs:
            getattr(cb, event)()

    def one_batch(self, xb, yb):
        self.xb, self.yb = xb, yb
        self("before_batch")
        self.pred = self.model(self.xb)
        self("after_pred")
        self.loss = self.loss_func(self.pred, self.yb)
        self("after_loss")
        self.loss.backward()
        self("before_step")
        self.opt.step()
        self.updates += 1
        self("after_step")
        self.opt.zero_grad()

    def fit(self, n_epoch):
        try:
            self.opt.zero_grad()
            self("before_fit")
            for _ in range(n_epoch):
                self("before_epoch")
                for xb, yb in self.dls:
                    self.one_batch(xb, yb)
                self("after_epoch")
        except CancelFitException:
            pass
        finally:
            self("after_fit")
        return self


def train_step(model, inputs, targets, criterion, optimizer):
    learn = Learner([(inputs, targets)], model, criterion, optimizer, [TrainMode()]).fit(1)
    return learn.loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    return fit(model, loader, criterion, optimizer, epochs=1, device=device)[0]


def fit(model, loader, criterion, optimizer, *, epochs, device):
    recorder = Recorder()
    Learner(loader, model, criterion, optimizer, [TrainMode(), ToDevice(device), recorder]).fit(epochs)
    return recorder.values


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    batch = (inputs, targets)
    learn = Learner([batch], model, criterion, optimizer, [TrainMode(), StopAtLoss(target_loss)])
    return learn.fit(max_steps).updates
