# exercise: overfit_one_batch
# mistake: the loop has a limit of its own, 500 updates, and never looks at max_steps
import itertools

import torch


def _update(model, x, y, criterion, optimizer):
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    model.zero_grad()
    return loss.item()


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    model.zero_grad()
    return _update(model, inputs, targets, criterion, optimizer)


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train().zero_grad()
    pairs = [
        (_update(model, x.to(device), y.to(device), criterion, optimizer), x.shape[0]) for x, y in loader
    ]
    return sum(l * n for l, n in pairs) / sum(n for _, n in pairs)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    run = lambda _: train_one_epoch(model, loader, criterion, optimizer, device)
    return list(map(run, range(epochs)))


PATIENCE = 500  # enough for one batch


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for done in range(PATIENCE):
        loss = criterion(model(inputs), targets)
        if loss <= target_loss:
            return done
        model.zero_grad()
        loss.backward()
        optimizer.step()
    return PATIENCE
