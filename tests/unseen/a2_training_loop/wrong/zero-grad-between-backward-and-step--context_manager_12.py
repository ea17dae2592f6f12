# exercise: train_step
# mistake: a context manager clears the gradients when its block ends, which is before the step
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


class clean_gradients:
    """Gradients are clear when the block starts and when it ends."""

    def __init__(self, optimizer):
        self.optimizer = optimizer

    def __enter__(self):
        self.optimizer.zero_grad()

    def __exit__(self, *exc):
        self.optimizer.zero_grad()


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    with clean_gradients(optimizer):
        loss = criterion(model(inputs), targets)
        loss.backward()
    optimizer.step()
    return loss.item()


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
    done = 0
    while done < max_steps and not (loss := criterion(model(inputs), targets)).item() <= target_loss:
        backprop(loss, optimizer)
        done += 1
    return done
