import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


class Entrenador:
    """Guarda todo lo necesario para entrenar."""

    def __init__(self, model, criterion, optimizer, device=None):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device

    def paso(self, x, y):
        self.model.train()
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def epoca(self, loader):
        total = cuenta = 0
        for x, y in loader:
            total += self.paso(x.to(self.device), y.to(self.device)) * len(y)
            cuenta += len(y)
        return total / cuenta

    def entrenar(self, loader, epocas):
        for _ in range(epocas):
            yield self.epoca(loader)


def train_step(model, inputs, targets, criterion, optimizer):
    return Entrenador(model, criterion, optimizer).paso(inputs, targets)


def train_one_epoch(model, loader, criterion, optimizer, device):
    return Entrenador(model, criterion, optimizer, device).epoca(loader)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return list(Entrenador(model, criterion, optimizer, device).entrenar(loader, epochs))


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
