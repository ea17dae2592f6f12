# exercise: train_one_epoch
# mistake: reads "per sample" as one entry per sample and returns a list that repeats each batch's loss once for each of its samples
import torch
from torch import nn


class Trainer:
    """A very small Trainer, in the spirit of Lightning."""

    def __init__(self, model, criterion, optimizer, device=None):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device

    def training_step(self, batch):
        x, y = batch
        return self.criterion(self.model(x), y)

    def optimize(self, loss):
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()

    def run_batch(self, batch):
        self.model.train()
        loss = self.training_step(batch)
        self.optimize(loss)
        return loss.item()

    def run_epoch(self, loader):
        total, seen = 0.0, 0
        for batch in loader:
            batch = [t.to(self.device) for t in batch]
            total += self.run_batch(batch) * len(batch[0])
            seen += len(batch[0])
        return total / seen


def train_step(model, inputs, targets, criterion, optimizer):
    return Trainer(model, criterion, optimizer).run_batch((inputs, targets))


def train_one_epoch(model, loader, criterion, optimizer, device):
    trainer = Trainer(model, criterion, optimizer, device)
    per_sample = []
    for batch in loader:
        batch = [t.to(device) for t in batch]
        loss = trainer.run_batch(batch)
        per_sample.extend([loss] * len(batch[0]))
    return per_sample


def fit(model, loader, criterion, optimizer, *, epochs, device):
    trainer = Trainer(model, criterion, optimizer, device)
    return [trainer.run_epoch(loader) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    trainer = Trainer(model, criterion, optimizer)
    model.train()
    global_step = 0
    while global_step < max_steps:
        loss = trainer.training_step((inputs, targets))
        if loss.item() <= target_loss:
            break
        trainer.optimize(loss)
        global_step += 1
    return global_step
