# Idea: todo se arma a partir de train_step.
import torch
from torch.utils.data import DataLoader, TensorDataset


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    suma = 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        suma += train_step(model, inputs, targets, criterion, optimizer) * inputs.shape[0]
    return suma / len(loader.dataset)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    losses = []
    for _ in range(epochs):
        losses += [train_one_epoch(model, loader, criterion, optimizer, device)]
    return losses


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    pasos = 0
    while pasos < max_steps:
        model.train()
        with torch.no_grad():
            actual = criterion(model(inputs), targets).item()
        if actual <= target_loss:
            return pasos
        train_step(model, inputs, targets, criterion, optimizer)
        pasos += 1
    return pasos
