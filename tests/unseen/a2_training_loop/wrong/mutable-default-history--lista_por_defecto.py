# exercise: fit
# mistake: the history is a mutable default argument that every call goes on filling.
from itertools import count

import torch
from torch import nn


def train_step(model, inputs, targets, criterion, optimizer):
    def closure():
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        return loss

    model.train()
    return optimizer.step(closure).item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    pairs = ((x.to(device), y.to(device)) for x, y in loader)
    results = [(train_step(model, x, y, criterion, optimizer), x.shape[0]) for x, y in pairs]
    return sum(loss * n for loss, n in results) / sum(n for _, n in results)


def fit(model, loader, criterion, optimizer, *, epochs, device, history=[]):
    for _ in range(epochs):
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for updates in count():
        if updates >= max_steps:
            return updates
        loss = criterion(model(inputs), targets)
        if loss <= target_loss:
            return updates
        model.zero_grad()
        loss.backward()
        optimizer.step()
