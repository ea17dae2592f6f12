# exercise: overfit_one_batch
# mistake: returns how many losses it looked at, which is one more than the updates made
# a2: training loop (I used Lightning before, hence the little class)
from torch import nn
import torch


class _Task:
    """What a LightningModule would hold."""

    def __init__(self, model, criterion, optimizer):
        self.model, self.criterion, self.optimizer = model, criterion, optimizer

    def training_step(self, batch):
        x, y = batch
        return self.criterion(self.model(x), y)

    def optimize(self, loss):
        for p in self.model.parameters():
            p.grad = None
        loss.backward()
        self.optimizer.step()


def train_step(model, inputs, targets, criterion, optimizer):
    task = _Task(model, criterion, optimizer)
    model.train()
    loss = task.training_step((inputs, targets))
    task.optimize(loss)
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    task = _Task(model, criterion, optimizer)
    model.train()
    total, seen = 0.0, 0
    for batch in loader:
        batch = tuple(t.to(device) for t in batch)
        loss = task.training_step(batch)
        task.optimize(loss)
        total += loss.item() * batch[0].shape[0]
        seen += batch[0].shape[0]
    return total / seen


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    epoch = 0
    while epoch < epochs:
        history += [train_one_epoch(model, loader, criterion, optimizer, device)]
        epoch += 1
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    task = _Task(model, criterion, optimizer)
    model.train()
    losses = []
    while True:
        loss = task.training_step((inputs, targets))
        losses.append(loss.item())
        if losses[-1] <= target_loss or len(losses) > max_steps:
            break
        task.optimize(loss)
    return len(losses)
