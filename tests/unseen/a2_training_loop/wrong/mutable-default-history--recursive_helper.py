# exercise: fit
# mistake: the helper that runs the epochs keeps its history in a default argument, so a second call of fit returns the first call's epochs too.
import torch
from torch import nn


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    out = model(inputs)
    loss = criterion(out, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    losses, sizes = [], []
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        losses.append(train_step(model, inputs, targets, criterion, optimizer))
        sizes.append(len(inputs))
    return sum(l * s for l, s in zip(losses, sizes)) / sum(sizes)


def _run(one_epoch, remaining, history=[]):
    if remaining == 0:
        return list(history)
    history.append(one_epoch())
    return _run(one_epoch, remaining - 1, history)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    def one_epoch():
        return train_one_epoch(model, loader, criterion, optimizer, device)

    return _run(one_epoch, epochs)


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for updates in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return updates
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps
