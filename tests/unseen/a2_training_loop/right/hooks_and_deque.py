# unusual: the loss is caught by wrapping the criterion, sizes by zip with the loader, and a deque(maxlen=0) consumes the epoch
from collections import deque
from itertools import starmap

import torch


class Listening:
    """A criterion that remembers the last loss it gave, with the number of rows."""

    def __init__(self, criterion):
        self.criterion = criterion
        self.log = []

    def __call__(self, outputs, targets):
        loss = self.criterion(outputs, targets)
        self.log.append((loss.detach(), outputs.shape[0]))
        return loss


def train_step(model, inputs, targets, criterion, optimizer):
    ear = criterion if isinstance(criterion, Listening) else Listening(criterion)
    optimizer.zero_grad()
    ear(model.train().__call__(inputs), targets).backward()
    optimizer.step()
    loss, _ = ear.log[-1]
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    ear = Listening(criterion)
    moved = starmap(lambda x, y: (x.to(device), y.to(device)), loader)
    deque(starmap(lambda x, y: train_step(model, x, y, ear, optimizer), moved), maxlen=0)
    losses = torch.stack([loss for loss, _ in ear.log]).to("cpu", torch.float64)
    sizes = torch.tensor([n for _, n in ear.log], dtype=torch.float64)
    return torch.dot(losses, sizes / sizes.sum()).item()


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = deque(maxlen=max(epochs, 1))
    for _ in range(epochs):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return list(history)


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    # iter(function, sentinel): calls attempt() until it says "stop"
    def attempt():
        if attempt.made >= max_steps:
            return "stop"
        loss = criterion(model.train()(inputs), targets)
        if loss.item() <= target_loss:
            return "stop"
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        attempt.made += 1
        return "go"

    attempt.made = 0
    deque(iter(attempt, "stop"), maxlen=0)
    return attempt.made
