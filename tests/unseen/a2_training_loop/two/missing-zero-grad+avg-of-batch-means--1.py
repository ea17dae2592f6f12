# exercises: train_step, train_one_epoch
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    pred = model(inputs)
    loss = criterion(pred, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    valores = []
    for x, y in loader:
        valores.append(train_step(model, x.to(device), y.to(device), criterion, optimizer))
    return sum(valores) / len(valores)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    historia = []
    for epoca in range(epochs):
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
