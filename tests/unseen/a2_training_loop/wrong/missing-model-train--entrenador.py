# exercise: train_one_epoch
# mistake: It never puts the model in train mode; a model that arrives in eval mode is trained in eval mode.
import dataclasses
from typing import Any

import torch


@dataclasses.dataclass
class Trainer:
    model: Any
    criterion: Any
    optimizer: Any

    def update(self, x, y):
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def epoch(self, loader, device):
        num, den = 0.0, 0
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            num += self.update(x, y) * x.size(0)
            den += x.size(0)
        return num / den


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    return Trainer(model, criterion, optimizer).update(inputs, targets)


def train_one_epoch(model, loader, criterion, optimizer, device):
    return Trainer(model, criterion, optimizer).epoch(loader, device)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    trainer = Trainer(model, criterion, optimizer)
    model.train()
    return [trainer.epoch(loader, device) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    made = 0
    for made in range(max_steps + 1):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss or made == max_steps:
            return made
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
