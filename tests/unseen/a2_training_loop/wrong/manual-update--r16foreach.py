# exercise: train_step
# mistake: it subtracts lr times the gradient itself and never calls the optimizer's step, so momentum, Adam or weight decay do nothing
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


def _gradients(loss: Tensor, parameters: list[Tensor]) -> list[Tensor | None]:
    """Gradients of the loss as values, with nothing accumulated in `.grad`."""
    return list(torch.autograd.grad(loss, parameters, allow_unused=True))


def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer
) -> float:
    model.train()
    loss = criterion(model(inputs), targets)
    groups = [(g["lr"], [p for p in g["params"] if p.requires_grad]) for g in optimizer.param_groups]
    gradients = iter(_gradients(loss, [p for _, params in groups for p in params]))
    with torch.no_grad():
        for lr, params in groups:
            for parameter in params:
                gradient = next(gradients)
                if gradient is not None:
                    parameter.sub_(gradient, alpha=lr)
    return float(loss)


def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    model.train()
    weighted: list[float] = []
    sizes: list[int] = []
    for batch in loader:
        inputs, targets = (t.to(device) for t in batch)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        sizes.append(len(inputs))
        weighted.append(loss.item() * len(inputs))
    return sum(weighted) / sum(sizes)


def fit(
    model: nn.Module,
    loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> list[float]:
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


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
    updates = 0
    while updates < max_steps:
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        updates += 1
    return updates
