# exercise: overfit_one_batch
# mistake: looks at the loss only after each update, so one update is made even when the target is already reached
from dataclasses import dataclass

import torch


@dataclass
class Mean:
    total: float = 0.0
    count: int = 0

    def add(self, value, n):
        self.total += value * n
        self.count += n

    def __float__(self):
        return self.total / self.count


def batches(loader, device):
    for x, y in loader:
        yield x.to(device), y.to(device)


def backprop(loss, optimizer):
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    return backprop(criterion(model(inputs), targets), optimizer)


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    optimizer.zero_grad()   # backprop() leaves them clear after that
    mean = Mean()
    for x, y in batches(loader, device):
        mean.add(backprop(criterion(model(x), y), optimizer), len(x))
    return float(mean)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    def epoch():
        mean = Mean()
        for x, y in batches(loader, device):
            mean.add(backprop(criterion(model(x), y), optimizer), len(x))
        return float(mean)

    model.train()
    optimizer.zero_grad()
    return [epoch() for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    optimizer.zero_grad()

    def losses_after_each_update():
        loss = criterion(model(inputs), targets)
        for _ in range(max_steps):
            backprop(loss, optimizer)
            loss = criterion(model(inputs), targets)
            yield loss.item()

    step = 0
    for step, value in enumerate(losses_after_each_update(), start=1):
        if value <= target_loss:
            break
    return step
