# unusual: losses and sizes are collected and averaged by statistics.fmean with weights; batches as NamedTuples moved by a helper
import statistics
from typing import NamedTuple

import torch
from torch import Tensor


class Batch(NamedTuple):
    inputs: Tensor
    targets: Tensor

    def to(self, device):
        return self._replace(**{name: value.to(device) for name, value in self._asdict().items()})

    def __bool__(self):
        return True


class Record(NamedTuple):
    loss: float
    size: int


def train_step(model, inputs, targets, criterion, optimizer):
    for module in model.modules():
        module.training = True
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    value = loss.item()
    optimizer.step()
    return value


def train_one_epoch(model, loader, criterion, optimizer, device):
    records = []
    for batch in map(Batch._make, loader):
        batch = batch.to(device)
        records.append(Record(train_step(model, *batch, criterion, optimizer), batch.inputs.shape[0]))
    losses, sizes = zip(*records)
    return statistics.fmean(losses, weights=sizes)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = dict.fromkeys(range(epochs))
    for epoch in history:
        history[epoch] = train_one_epoch(model, loader, criterion, optimizer, device)
    return list(history.values())


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    batch = Batch(inputs, targets)
    updates = 0
    model.train()
    while True:
        if updates == max_steps:
            return updates
        loss = criterion(model(batch.inputs), batch.targets)
        if float(loss) <= target_loss:
            return updates
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        updates += 1
