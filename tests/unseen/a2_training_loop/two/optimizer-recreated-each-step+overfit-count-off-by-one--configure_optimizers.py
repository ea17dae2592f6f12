# exercise: train_one_epoch, overfit_one_batch
# mistake: train_one_epoch builds a new optimizer of the same kind for every batch, which forgets momentum; overfit_one_batch counts an update too few when max_steps run out
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


def configure_optimizers(module):
    """Same class, same hyperparameters, as Lightning's hook of that name."""
    given = module.optimizer
    groups = [{k: v for k, v in group.items()} for group in given.param_groups]
    return type(given)(groups)


def train_one_epoch(model, loader, criterion, optimizer, device):
    total, seen = 0.0, 0
    for batch in loader:
        x, y = to_device(batch, device)
        module = Module(model, criterion, optimizer)
        module.optimizer = configure_optimizers(module)
        total += module.optimize((x, y)) * len(x)
        seen += len(x)
    return total / seen


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
    global_step = 0
    for global_step in range(max_steps):
        loss = module.training_step((inputs, targets))
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return global_step
