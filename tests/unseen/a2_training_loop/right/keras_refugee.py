# Keras habits: train_on_batch, History, callbacks with on_epoch_end, stop_training as a flag.
import math


class Callback:
    def on_train_begin(self, loop):
        pass

    def on_epoch_begin(self, loop):
        pass

    def on_batch_begin(self, loop):
        pass

    def on_batch_end(self, loop, loss, size):
        pass

    def on_epoch_end(self, loop):
        pass


class TrainPhase(Callback):
    def on_batch_begin(self, loop):
        if not loop.model.training or any(not m.training for m in loop.model.modules()):
            loop.model.train()


class Mean(Callback):
    """keras.metrics.Mean with sample weights."""

    def on_epoch_begin(self, loop):
        self.total, self.count = 0.0, 0

    def on_batch_end(self, loop, loss, size):
        self.total += loss * size
        self.count += size

    def result(self):
        return self.total / self.count if self.count else math.nan


class History(Callback):
    def __init__(self, metric):
        self.metric = metric
        self.history = {"loss": []}

    def on_epoch_end(self, loop):
        self.history["loss"].append(self.metric.result())


class Loop:
    def __init__(self, model, criterion, optimizer, callbacks):
        self.model, self.criterion, self.optimizer = model, criterion, optimizer
        self.callbacks = callbacks

    def call(self, event, *args):
        for callback in self.callbacks:
            getattr(callback, event)(self, *args)

    def loss_on_batch(self, x, y):
        self.call("on_batch_begin")
        return self.criterion(self.model(x), y)

    def minimize(self, loss):
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()

    def train_on_batch(self, x, y):
        loss = self.loss_on_batch(x, y)
        self.minimize(loss)
        value = float(loss)
        self.call("on_batch_end", value, len(x))
        return value

    def fit(self, loader, epochs, device):
        self.call("on_train_begin")
        for _ in range(epochs):
            self.call("on_epoch_begin")
            for x, y in loader:
                self.train_on_batch(x.to(device), y.to(device))
            self.call("on_epoch_end")


def train_step(model, inputs, targets, criterion, optimizer):
    return Loop(model, criterion, optimizer, [TrainPhase()]).train_on_batch(inputs, targets)


def train_one_epoch(model, loader, criterion, optimizer, device):
    return fit(model, loader, criterion, optimizer, epochs=1, device=device)[0]


def fit(model, loader, criterion, optimizer, *, epochs, device):
    metric = Mean()
    history = History(metric)
    Loop(model, criterion, optimizer, [TrainPhase(), metric, history]).fit(loader, epochs, device)
    return history.history["loss"]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    loop = Loop(model, criterion, optimizer, [TrainPhase()])
    stop_training, steps = False, 0
    while not stop_training and steps < max_steps:
        loss = loop.loss_on_batch(inputs, targets)
        stop_training = float(loss) <= target_loss
        if not stop_training:
            loop.minimize(loss)
            steps += 1
    return steps
