# exercise: fit
# mistake: loads an empty state into the optimizer at the start of every call, so momentum is lost between calls
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
    # start every run clean
    clean = optimizer.state_dict()
    clean["state"] = {}
    optimizer.load_state_dict(clean)
    history = []
    epoch = 0
    while epoch < epochs:
        history += [train_one_epoch(model, loader, criterion, optimizer, device)]
        epoch += 1
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    task = _Task(model, criterion, optimizer)
    model.train()
    steps = 0
    for _ in range(max_steps):
        loss = task.training_step((inputs, targets))
        if loss.item() <= target_loss:
            return steps
        task.optimize(loss)
        steps += 1
    return steps
