# exercise: train_one_epoch
# mistake: a running mean updated by (loss - mean) / i weighs every batch alike, so a smaller last batch counts too much.
import torch
from torch import nn


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    # Welford: numerically nicer than one huge sum
    mean_loss = 0.0
    for i, (xb, yb) in enumerate(loader, 1):
        loss = train_step(model, xb.to(device), yb.to(device), criterion, optimizer)
        mean_loss += (loss - mean_loss) / i
    return mean_loss


def fit(model, loader, criterion, optimizer, *, epochs, device):
    args = (model, loader, criterion, optimizer, device)
    return [train_one_epoch(*args) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    n = 0
    while True:
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss or n >= max_steps:
            return n
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        n += 1
