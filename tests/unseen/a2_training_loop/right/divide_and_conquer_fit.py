# unusual: fit(n) is fit(n//2) followed by fit(n - n//2); sums of losses are exact Fractions until the end
from fractions import Fraction
from functools import partial

import torch
from torch import nn


def train_step(model, inputs, targets, criterion, optimizer):
    # gradients are cleared after the update, so that they are clean for whoever comes next
    nn.Module.train(model)
    loss = criterion(model(inputs), targets)
    model.zero_grad()
    loss.backward()
    optimizer.step()
    model.zero_grad()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    step = partial(train_step, model, criterion=criterion, optimizer=optimizer)
    total, count = 0.0, 0
    exact = Fraction(0)
    for inputs, targets in loader:
        loss = step(inputs.to(device), targets.to(device))
        n = inputs.shape[0]
        count += n
        try:
            exact += Fraction(loss) * n
        except (ValueError, OverflowError):  # NaN and infinity are no fractions
            total += loss * n
    return total + float(exact / count) if total == 0 else total / count


def fit(model, loader, criterion, optimizer, *, epochs, device):
    if epochs <= 0:
        return []
    if epochs == 1:
        return [train_one_epoch(model, loader, criterion, optimizer, device)]
    half = epochs // 2
    go = partial(fit, model, loader, criterion, optimizer, device=device)
    return go(epochs=half) + go(epochs=epochs - half)


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    nn.Module.train(model)
    for made in range(max_steps + 1):
        loss = criterion(model(inputs), targets)
        if made == max_steps or loss.item() <= target_loss:
            return made
        model.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
    return 0  # only for a negative max_steps
