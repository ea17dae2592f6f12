# Dataclasses, walrus, match, Protocol, ExitStack; an accumulator with __iadd__.
from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


class Criterion(Protocol):
    def __call__(self, outputs: Tensor, targets: Tensor, /) -> Tensor: ...


@dataclass(slots=True)
class Accumulated:
    loss: float = 0.0
    samples: int = 0

    def __iadd__(self, other: tuple[float, int]) -> Accumulated:
        match other:
            case (float(mean), int(n)) if n > 0:
                self.loss += mean * n
                self.samples += n
            case _:
                raise TypeError(other)
        return self

    @property
    def mean(self) -> float:
        return self.loss / self.samples


@contextmanager
def gradients_of_this_batch(optimizer: Optimizer):
    """Clean before, update after; if something fails inside, there is no update."""
    optimizer.zero_grad()
    yield
    optimizer.step()


def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer
) -> float:
    with ExitStack() as stack:
        stack.enter_context(torch.set_grad_enabled(True))
        stack.enter_context(gradients_of_this_batch(optimizer))
        (loss := criterion(model.train()(inputs), targets)).backward()
    return loss.item()


def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    seen = Accumulated()
    for batch in loader:
        match batch:
            case [inputs, targets]:
                inputs, targets = inputs.to(device=device), targets.to(device=device)
                seen += train_step(model, inputs, targets, criterion, optimizer), len(inputs)
            case _:
                raise TypeError("a pair (inputs, targets) was expected")
    return seen.mean


def fit(
    model: nn.Module,
    loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> list[float]:
    history: list[float] = []
    while len(history) < epochs:
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history


def overfit_one_batch(
    model: nn.Module,
    inputs: Tensor,
    targets: Tensor,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    max_steps: int,
    target_loss: float,
) -> int:
    for step in range(max_steps):
        model.train()
        optimizer.zero_grad()
        if (loss := criterion(model(inputs), targets)).item() <= target_loss:
            break
        loss.backward()
        optimizer.step()
    else:
        return max_steps
    return step
