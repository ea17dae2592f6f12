# exercise: train_one_epoch
# mistake: Each turn of the loop opens the loader anew and takes its first batch, so the others are never seen.
import torch
from torch import nn, optim


def train_step(model, inputs, targets, criterion, optimizer):
    if not model.training:
        model.train()

    optimizer.zero_grad()
    pred = model(inputs)
    loss = criterion(pred, targets)
    loss.backward()
    optimizer.step()

    return loss.detach().cpu().item()


def siguiente_lote(loader, device):
    inputs, targets = next(iter(loader))
    return inputs.to(device), targets.to(device)


def train_one_epoch(model, loader, criterion, optimizer, device):
    n_lotes = len(loader)
    total = 0.0
    muestras = 0
    for i in range(n_lotes):
        inputs, targets = siguiente_lote(loader, device)
        total += train_step(model, inputs, targets, criterion, optimizer) * len(inputs)
        muestras += len(inputs)
    return total / muestras


def fit(model, loader, criterion, optimizer, *, epochs, device):
    historia = []
    for e in range(epochs):
        total = 0.0
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            total += train_step(model, inputs, targets, criterion, optimizer) * len(inputs)
        historia.append(total / len(loader.dataset))
    return historia


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for i in range(max_steps):
        pred = model(inputs)
        loss = criterion(pred, targets)

        if loss.item() <= target_loss:
            return i

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    return max_steps
