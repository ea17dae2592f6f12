# exercise: train_step
# mistake: the gradients are "cleared" by rebinding a local name to zeros, so .grad is never touched and every step also uses the earlier batches.
import torch
from torch import nn


def _reset_grads(model):
    # PyTorch acumula, asi que ponemos cada gradiente en cero a mano
    for p in model.parameters():
        g = p.grad
        if g is not None:
            g = torch.zeros_like(g)


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    _reset_grads(model)
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    suma, n = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        suma += train_step(model, inputs, targets, criterion, optimizer) * inputs.shape[0]
        n += inputs.shape[0]
    return suma / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    historia = []
    for _ in range(epochs):
        historia.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return historia


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    pasos = 0
    while pasos < max_steps:
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        pasos += 1
    return pasos
