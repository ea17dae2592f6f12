# style: optimizer.step(closure) everywhere; a Trainer dataclass with __slots__; operator.methodcaller and starmap for the data
# open options used: the closure returns the loss and step() hands it back; overfit looks at the loss in a first pass, then the closure backpropagates it
from dataclasses import dataclass
from functools import partial
from itertools import repeat, starmap
from operator import methodcaller
from typing import Any, Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer


@dataclass(slots=True)
class Closure:
    model: nn.Module
    criterion: Callable[[Tensor, Tensor], Tensor]
    optimizer: Optimizer
    inputs: Tensor
    targets: Tensor
    first: Any = None

    def __call__(self) -> Tensor:
        self.optimizer.zero_grad(set_to_none=False)
        loss = self.criterion(self.model(self.inputs), self.targets)
        loss.backward()
        if self.first is None:
            self.first = loss.detach().clone()
        return loss


def train_step(model, inputs, targets, criterion, optimizer) -> float:
    model.train()
    closure = Closure(model, criterion, optimizer, inputs, targets)
    optimizer.step(closure)
    return closure.first.item()


def train_one_epoch(model, loader, criterion, optimizer, device) -> float:
    move = methodcaller("to", device)
    sizes, losses = [], []
    for batch in loader:
        inputs, targets = map(move, batch)
        losses.append(train_step(model, inputs, targets, criterion, optimizer))
        sizes.append(len(targets))
    return float(np.average(losses, weights=sizes))


def fit(model, loader, criterion, optimizer, *, epochs, device) -> list[float]:
    return list(starmap(partial(train_one_epoch, model, loader, criterion, optimizer), repeat((device,), epochs)))


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss) -> int:
    model.train(True)
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.detach() <= target_loss:
            return step

        def closure():
            optimizer.zero_grad()
            loss.backward()
            return loss

        optimizer.step(closure)
    return max_steps
