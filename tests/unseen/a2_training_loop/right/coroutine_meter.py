# unusual: a coroutine keeps the mean (send it (loss, n), it answers with the mean so far); the step is a class with __call__
import torch


def averager():
    total = weight = 0
    mean = float("nan")
    while True:
        value, n = yield mean
        total += value * n
        weight += n
        mean = total / weight


def started(coroutine):
    next(coroutine)
    return coroutine


class Step:
    __slots__ = ("model", "criterion", "optimizer", "loss")

    def __init__(self, model, criterion, optimizer):
        self.model = model
        self.criterion = criterion
        self.optimizer = optimizer
        self.loss = None

    def look(self, inputs, targets):
        self.model.train()
        self.loss = self.criterion(self.model(inputs), targets)
        return self.loss.item()

    def move(self):
        self.optimizer.zero_grad()
        self.loss.backward()
        self.optimizer.step()
        self.loss = None

    def __call__(self, inputs, targets):
        value = self.look(inputs, targets)
        self.move()
        return value


def train_step(model, inputs, targets, criterion, optimizer):
    return Step(model, criterion, optimizer)(inputs, targets)


def train_one_epoch(model, loader, criterion, optimizer, device):
    step, meter = Step(model, criterion, optimizer), started(averager())
    for inputs, targets in loader:
        mean = meter.send((step(inputs.to(device), targets.to(device)), inputs.size(0)))
    meter.close()
    return mean


def fit(model, loader, criterion, optimizer, *, epochs, device):
    def one_more(history):
        yield from history
        for _ in range(epochs):
            yield train_one_epoch(model, loader, criterion, optimizer, device)

    return [*one_more([])]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    step = Step(model, criterion, optimizer)
    updates = 0
    while updates < max_steps and not step.look(inputs, targets) <= target_loss:
        step.move()
        updates += 1
    return updates
