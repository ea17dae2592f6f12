# unusual: everything is validated (types, shapes, signs), timed and printed; a Meter with += ; early return for zero epochs
import sys
import time

import torch
from torch import nn
from torch.optim import Optimizer


class Meter:
    def __init__(self, name):
        self.name = name
        self.sum = 0.0
        self.n = 0
        self.started = time.perf_counter()

    def __iadd__(self, pair):
        value, n = pair
        self.sum += value * n
        self.n += n
        return self

    def __float__(self):
        if self.n == 0:
            raise ValueError("an empty loader has no mean loss")
        return self.sum / self.n

    def __str__(self):
        seconds = time.perf_counter() - self.started
        return f"{self.name}={float(self):.5f} over {self.n} samples in {seconds:.2f}s"


def _check(model, criterion, optimizer):
    if not isinstance(model, nn.Module):
        raise TypeError("model must be a module")
    if not callable(criterion):
        raise TypeError("criterion must be callable")
    if not isinstance(optimizer, Optimizer):
        raise TypeError("optimizer must be an optimizer")


def train_step(model, inputs, targets, criterion, optimizer):
    _check(model, criterion, optimizer)
    if len(inputs) != len(targets):
        raise ValueError(f"{len(inputs)} inputs, but {len(targets)} targets")

    model.train()

    # 1. forward
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    if loss.dim() != 0:
        raise ValueError("the criterion must give one number")

    # 2. backward
    optimizer.zero_grad()
    loss.backward()

    # 3. update
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    _check(model, criterion, optimizer)
    meter = Meter("loss")
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        meter += (train_step(model, inputs, targets, criterion, optimizer), inputs.size(0))
    print(meter, file=sys.stderr)
    return float(meter)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    if epochs < 0:
        raise ValueError("epochs cannot be negative")
    if epochs == 0:
        print("nothing to do")
        return list()
    history = list()
    for epoch in range(1, epochs + 1):
        loss = train_one_epoch(model, loader, criterion, optimizer, device)
        bar = "#" * epoch + "." * (epochs - epoch)
        print(f"\r[{bar}] {loss:.4f}", end="" if epoch < epochs else "\n")
        history.append(loss)
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    _check(model, criterion, optimizer)
    model.train()
    for steps_done in range(max_steps):
        loss = criterion(model(inputs), targets)
        value = loss.item()
        if value != value:
            print("NaN: this will never get there, but let us go on as asked")
        elif value <= target_loss:
            print(f"reached {value} in {steps_done} updates")
            return steps_done
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps
