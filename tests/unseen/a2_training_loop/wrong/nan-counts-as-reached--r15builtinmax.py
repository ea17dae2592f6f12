# exercise: overfit_one_batch
# mistake: asks whether max(target_loss, loss) is target_loss, which Python answers with yes for a NaN loss
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
    return Trainer(model, criterion, optimizer, device).run_epoch(loader)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    trainer = Trainer(model, criterion, optimizer, device)
    return [trainer.run_epoch(loader) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    trainer = Trainer(model, criterion, optimizer)
    model.train()
    global_step = 0
    while global_step < max_steps:
        loss = trainer.training_step((inputs, targets))
        ceiling = max(target_loss, loss.item())
        if ceiling == target_loss:
            break
        trainer.optimize(loss)
        global_step += 1
    return global_step
