# En Keras: model.compile(...) y model.fit(...). Aquí hago mi propio "Trainer".
import torch
from torch import nn


class Trainer:
    def __init__(self, model, criterion, optimizer, device=None):
        self.model = model
        self.criterion = criterion
        self.optimizer = optimizer
        self.device = device

    def train_on_batch(self, x, y):
        self.model.train()
        y_pred = self.model(x)
        loss = self.criterion(y_pred, y)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.detach().item()

    def run_epoch(self, dataset):
        loss_sum, seen = 0.0, 0
        for x, y in dataset:
            x = x.to(self.device)
            y = y.to(self.device)
            batch_loss = self.train_on_batch(x, y)
            loss_sum += batch_loss * len(y)
            seen += len(y)
        return loss_sum / seen


class History:
    def __init__(self):
        self.history = {"loss": []}

    def on_epoch_end(self, epoch, logs):
        self.history["loss"].append(logs["loss"])


def train_step(model, inputs, targets, criterion, optimizer):
    return Trainer(model, criterion, optimizer).train_on_batch(inputs, targets)


def train_one_epoch(model, loader, criterion, optimizer, device):
    return Trainer(model, criterion, optimizer, device).run_epoch(loader)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    trainer = Trainer(model, criterion, optimizer, device)
    callback = History()
    for epoch in range(1, epochs + 1):
        callback.on_epoch_end(epoch, {"loss": trainer.run_epoch(loader)})
    return callback.history["loss"]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    while steps < max_steps:
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        loss.backward()
        optimizer.step()
        steps += 1
    return steps
