# exercise: train_one_epoch
# mistake: the batch size is read once, from the first batch, and multiplies the mean loss of the smaller last batch as well.
import torch
from torch import nn
from torch.utils.data import DataLoader


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    for p in model.parameters():
        p.grad = None
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return float(loss.item())


def train_one_epoch(model, loader, criterion, optimizer, device):
    acumulado = 0.0
    tam_batch = None
    for inputs, targets in loader:
        if tam_batch is None:
            tam_batch = inputs.shape[0]   # cuantos ejemplos trae cada batch
        inputs = inputs.to(device)
        targets = targets.to(device)
        acumulado += tam_batch * train_step(model, inputs, targets, criterion, optimizer)
    return acumulado / len(loader.dataset)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    losses = []
    for e in range(epochs):
        losses += [train_one_epoch(model, loader, criterion, optimizer, device)]
    return losses


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    k = 0
    for k in range(max_steps + 1):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss or k == max_steps:
            break
        for p in model.parameters():
            p.grad = None
        loss.backward()
        optimizer.step()
    return k
