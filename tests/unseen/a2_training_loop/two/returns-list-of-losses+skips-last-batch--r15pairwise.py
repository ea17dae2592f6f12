# exercise: train_one_epoch
# mistake: goes over the loader with pairwise and trains on the first of each pair, which leaves the last batch out, and returns the list of the losses
from functools import reduce

import torch
from itertools import pairwise


def train_step(model, inputs, targets, criterion, optimizer):
    loss = criterion(model.train()(inputs), targets)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return float(loss.detach())


def move(batch, device):
    return tuple(t.to(device) for t in batch)


def train_one_epoch(model, loader, criterion, optimizer, device):
    return [
        train_step(model, *move(batch, device), criterion, optimizer) for batch, _ in pairwise(loader)
    ]


def fit(model, loader, criterion, optimizer, *, epochs, device):
    def visit(acc, batch):
        x, y = move(batch, device)
        return acc[0] + len(x) * train_step(model, x, y, criterion, optimizer), acc[1] + len(x)

    def mean(total_and_count):
        return total_and_count[0] / total_and_count[1]

    return [mean(reduce(visit, loader, (0.0, 0))) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    optimizer.zero_grad()
    for n in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return n
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return max_steps
