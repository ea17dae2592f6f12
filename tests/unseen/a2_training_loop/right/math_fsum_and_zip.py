import torch
from torch import nn, Tensor
from typing import Callable, Iterator, List


def _batches(loader, device) -> Iterator:
    """Recorre el loader moviendo cada batch."""
    for x, y in loader:
        yield x.to(device, non_blocking=True), y.to(device, non_blocking=True)


def train_step(model, inputs, targets, criterion, optimizer) -> float:
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


from math import fsum

def train_one_epoch(model, loader, criterion, optimizer, device) -> float:
    losses, sizes = zip(*((train_step(model, x, y, criterion, optimizer), len(x)) for x, y in _batches(loader, device)))
    return fsum(l * s for l, s in zip(losses, sizes)) / sum(sizes)


def fit(model, loader, criterion, optimizer, *, epochs, device) -> List[float]:
    def una_epoca(_):
        return train_one_epoch(model, loader, criterion, optimizer, device)

    return list(map(una_epoca, range(epochs)))


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss) -> int:
    model.train()

    def perdida_actual() -> Tensor:
        return criterion(model(inputs), targets)

    for done in range(max_steps):
        loss = perdida_actual()
        if loss.item() <= target_loss:
            return done
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps
