"""Usa la forma optimizer.step(closure), que la documentación muestra para LBFGS y vale para todos."""
import torch


def _hacer_closure(model, inputs, targets, criterion, optimizer, anotados):
    def closure():
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        anotados.append(loss.item())
        return loss

    return closure


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    anotados = []
    optimizer.step(_hacer_closure(model, inputs, targets, criterion, optimizer, anotados))
    return anotados[0]


def train_one_epoch(model, loader, criterion, optimizer, device):
    total, n = 0.0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        total += x.shape[0] * train_step(model, x, y, criterion, optimizer)
        n += x.shape[0]
    return total / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    losses = [0.0] * epochs
    for i in range(epochs):
        losses[i] = train_one_epoch(model, loader, criterion, optimizer, device)
    return losses


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for hechas in range(max_steps):
        closure = _hacer_closure(model, inputs, targets, criterion, optimizer, [])
        loss = closure()  # deja listos los gradientes
        if loss.item() <= target_loss:
            return hechas
        optimizer.step()
    return max_steps
