# exercise: overfit_one_batch
# mistake: when no loss reaches the target, next() gives its default None and not max_steps
from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer
) -> float:
    model.train()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    step = partial(train_step, model, criterion=criterion, optimizer=optimizer)
    pairs = [(step(x.to(device), y.to(device)), len(x)) for x, y in loader]
    return sum(loss * n for loss, n in pairs) / sum(n for _, n in pairs)


def fit(
    model: nn.Module,
    loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> list[float]:
    epoch = partial(train_one_epoch, model, loader, criterion, optimizer, device)
    return [epoch() for _ in range(epochs)]


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
    def losses() -> Iterator[float]:
        """The loss before each update; the update is made when the next one is asked for."""
        model.train()
        for _ in range(max_steps):
            loss = criterion(model(inputs), targets)
            yield loss.item()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    return next((updates for updates, loss in enumerate(losses()) if loss <= target_loss), None)
