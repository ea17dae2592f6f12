# exercise: fit
# mistake: the trainer deep-copies model and optimizer together so as not to touch the caller's objects, and trains that copy; the given model keeps its weights.
import copy
from dataclasses import dataclass

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
    total, seen = 0.0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        total += train_step(model, x, y, criterion, optimizer) * len(x)
        seen += len(x)
    return total / seen


@dataclass
class Trainer:
    model: nn.Module
    optimizer: torch.optim.Optimizer
    criterion: object
    device: torch.device

    def __post_init__(self):
        # no side effects on what the caller passed in; one deepcopy keeps both tied together
        self.model, self.optimizer = copy.deepcopy((self.model, self.optimizer))

    def run(self, loader, epochs):
        return [
            train_one_epoch(self.model, loader, self.criterion, self.optimizer, self.device)
            for _ in range(epochs)
        ]


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return Trainer(model, optimizer, criterion, device).run(loader, epochs)


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps
