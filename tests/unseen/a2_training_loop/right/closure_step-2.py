# unusual: the whole step is a closure that is handed to optimizer.step, and its return value is the loss
import torch
from torch import nn


def _closure(model, inputs, targets, criterion, optimizer):
    def closure():
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        return loss

    return closure


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    return optimizer.step(_closure(model, inputs, targets, criterion, optimizer)).item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    weighted = 0.0
    seen = 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        n = inputs.size(0)
        weighted += n * train_step(model, inputs, targets, criterion, optimizer)
        seen += n
    return weighted / seen


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    class Reached(Exception):
        pass

    model.train()

    def closure():
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            raise Reached
        loss.backward()
        return loss

    done = 0
    try:
        while done < max_steps:
            optimizer.step(closure)
            done += 1
    except Reached:
        pass
    return done
