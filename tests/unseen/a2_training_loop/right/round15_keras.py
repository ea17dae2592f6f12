# style: Keras refugee: a Sequential-like wrapper with compile, train_on_batch, fit, callbacks and a History object
# option: the batch losses are averaged by a metric object with reset_state; the wrapper holds the optimizer it was given
from __future__ import annotations

import dataclasses
import sys

import torch


class Callback:
    model: "KerasLike"
    stop = False

    def on_epoch_begin(self, epoch, logs=None): ...
    def on_epoch_end(self, epoch, logs=None): ...
    def on_train_batch_begin(self, batch, logs=None): ...
    def on_train_batch_end(self, batch, logs=None): ...


class History(Callback):
    def __init__(self):
        self.epoch: list[int] = []
        self.history: dict[str, list[float]] = {"loss": []}

    def on_epoch_end(self, epoch, logs=None):
        self.epoch.append(epoch)
        for key, value in (logs or {}).items():
            self.history.setdefault(key, []).append(value)


class ProgbarLogger(Callback):
    def on_epoch_end(self, epoch, logs=None):
        print(f"Epoch {epoch + 1} - loss: {logs['loss']:.4f}", file=sys.stderr)


@dataclasses.dataclass
class Mean:
    """keras.metrics.Mean: a weighted mean that forgets on reset_state."""

    total: float = 0.0
    count: int = 0

    def update_state(self, value: float, sample_weight: int = 1) -> None:
        self.total += value * sample_weight
        self.count += sample_weight

    def result(self) -> float:
        return self.total / self.count

    def reset_state(self) -> None:
        self.__init__()


class KerasLike:
    def __init__(self, module: torch.nn.Module):
        self.module = module
        self.loss_tracker = Mean()

    def compile(self, optimizer, loss) -> "KerasLike":
        self.optimizer, self.loss = optimizer, loss
        return self

    def __call__(self, x, training: bool):
        self.module.train(training)
        return self.module(x)

    def compute_loss(self, x, y):
        return self.loss(self(x, training=True), y)

    def apply_gradients(self, loss) -> None:
        for group in self.optimizer.param_groups:
            for p in group["params"]:
                p.grad = None
        for p in self.module.parameters():
            p.grad = None
        torch.autograd.backward(loss)
        self.optimizer.step()

    def train_on_batch(self, x, y) -> float:
        loss = self.compute_loss(x, y)
        self.apply_gradients(loss)
        return loss.item()

    def fit(self, data, *, epochs: int = 1, device, callbacks: list[Callback] = ()) -> History:
        history = History()
        everyone = [history, *callbacks]
        for epoch in range(epochs):
            self.loss_tracker.reset_state()
            for c in everyone:
                c.on_epoch_begin(epoch)
            for index, (x, y) in enumerate(data):
                x, y = x.to(device), y.to(device)
                for c in everyone:
                    c.on_train_batch_begin(index)
                self.loss_tracker.update_state(self.train_on_batch(x, y), sample_weight=x.shape[0])
                for c in everyone:
                    c.on_train_batch_end(index)
            for c in everyone:
                c.on_epoch_end(epoch, {"loss": self.loss_tracker.result()})
        return history


def train_step(model, inputs, targets, criterion, optimizer):
    return KerasLike(model).compile(optimizer, loss=criterion).train_on_batch(inputs, targets)


def train_one_epoch(model, loader, criterion, optimizer, device):
    (loss,) = fit(model, loader, criterion, optimizer, epochs=1, device=device)
    return loss


def fit(model, loader, criterion, optimizer, *, epochs, device):
    keras = KerasLike(model).compile(optimizer=optimizer, loss=criterion)
    return keras.fit(loader, epochs=epochs, device=device, callbacks=[ProgbarLogger()]).history["loss"]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    keras = KerasLike(model).compile(optimizer, criterion)
    made = 0
    while made != max_steps and not (loss := keras.compute_loss(inputs, targets)).item() <= target_loss:
        keras.apply_gradients(loss)
        made += 1
    return made
