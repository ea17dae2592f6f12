# exercise: overfit_one_batch
# mistake: takes one off the budget before it compares it with 0, so that at most max_steps - 1 updates are made
from functools import reduce

import torch


def train_step(model, inputs, targets, criterion, optimizer):
    loss = criterion(model.train()(inputs), targets)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return float(loss.detach())


def train_one_epoch(model, loader, criterion, optimizer, device):
    def visit(acc, batch):
        x, y = (t.to(device) for t in batch)
        total, n = acc
        return total + train_step(model, x, y, criterion, optimizer) * x.shape[0], n + x.shape[0]

    total, n = reduce(visit, loader, (0.0, 0))
    return total / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    budget, done = max_steps, 0
    while (budget := budget - 1) > 0:
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        done += 1
    return done
