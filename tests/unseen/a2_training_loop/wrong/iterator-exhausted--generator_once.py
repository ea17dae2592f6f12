# exercise: fit
# mistake: the batches come from one generator expression made before the epoch loop, which is empty from the second epoch on.
import torch
from torch import nn


def _mean(pairs):
    """Weighted mean of (loss, size) pairs."""
    num = den = 0
    for loss, size in pairs:
        num += loss * size
        den += size
    return float(num / den) if den else 0.0


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def _train_over(model, batches, criterion, optimizer):
    return _mean((train_step(model, x, y, criterion, optimizer), len(x)) for x, y in batches)


def train_one_epoch(model, loader, criterion, optimizer, device):
    batches = ((x.to(device), y.to(device)) for x, y in loader)
    return _train_over(model, batches, criterion, optimizer)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    # set up the pipeline (loader -> device) once, then run it every epoch
    batches = ((x.to(device), y.to(device)) for x, y in loader)
    return [_train_over(model, batches, criterion, optimizer) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for i in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return i
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps
