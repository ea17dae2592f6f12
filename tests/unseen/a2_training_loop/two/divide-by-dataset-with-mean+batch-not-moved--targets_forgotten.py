# exercise: train_one_epoch
# mistake: moves the inputs but not the targets to the device, and divides the sum of the batch means by the number of samples
import torch
from torch import nn


class Module:
    """Lo minimo de un LightningModule."""

    def __init__(self, model, criterion, optimizer):
        self.model, self.criterion, self.optimizer = model, criterion, optimizer

    def training_step(self, batch):
        x, y = batch
        return self.criterion(self.model(x), y)

    def optimize(self, batch):
        self.model.train()
        loss = self.training_step(batch)
        self.model.zero_grad()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.detach().item()


def to_device(batch, device):
    return tuple(t.to(device) for t in batch)


def train_step(model, inputs, targets, criterion, optimizer):
    return Module(model, criterion, optimizer).optimize((inputs, targets))


def train_one_epoch(model, loader, criterion, optimizer, device):
    module = Module(model, criterion, optimizer)
    epoch_loss = 0.0
    for batch_idx, (x, y) in enumerate(loader):
        epoch_loss += module.optimize((x.to(device), y))
    return epoch_loss / len(loader.dataset)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    module = Module(model, criterion, optimizer)
    history = []
    for _ in range(epochs):
        total = 0.0
        for batch_idx, batch in enumerate(loader):
            batch = to_device(batch, device)
            total += module.optimize(batch) * batch[0].shape[0]
        history.append(total / len(loader.dataset))
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    module = Module(model, criterion, optimizer)
    model.train()
    for global_step in range(max_steps):
        loss = module.training_step((inputs, targets))
        if loss.item() <= target_loss:
            return global_step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps
