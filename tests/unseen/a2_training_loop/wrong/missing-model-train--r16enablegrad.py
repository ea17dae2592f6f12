# exercise: train_one_epoch
# mistake: it takes enable_grad for train mode and never calls model.train(), so a model that comes in eval mode is trained in eval mode
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


class Mean:
    """Running mean per sample."""

    def __init__(self) -> None:
        self.total = 0.0
        self.count = 0

    def add(self, value: float, n: int) -> None:
        self.total += value * n
        self.count += n

    @property
    def value(self) -> float:
        return self.total / self.count


def _update(loss: Tensor, optimizer: Optimizer) -> float:
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer
) -> float:
    model.train()
    return _update(criterion(model(inputs), targets), optimizer)


@torch.enable_grad()  # training mode: gradients are recorded for the whole epoch
def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    mean = Mean()
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        mean.add(_update(loss, optimizer), inputs.size(0))
    return mean.value


def fit(
    model: nn.Module,
    loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> list[float]:
    history = []
    for _ in range(epochs):
        mean = Mean()
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            mean.add(train_step(model, inputs, targets, criterion, optimizer), inputs.size(0))
        history.append(mean.value)
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
    model.train()
    for done in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return done
        _update(loss, optimizer)
    return max_steps
