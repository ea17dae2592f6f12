# exercise: train_one_epoch
# mistake: it takes the first batch off the iterator to check its shapes and then trains on what is left, so the first batch is never trained on
from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]
Batch = tuple[Tensor, Tensor]


def _optimise(
    model: nn.Module, batch: Batch, criterion: Criterion, optimizer: Optimizer
) -> tuple[float, int]:
    inputs, targets = batch
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item(), len(inputs)


def _on(device: torch.device, batches: Iterator[Batch]) -> Iterator[Batch]:
    for inputs, targets in batches:
        yield inputs.to(device), targets.to(device)


def _check_batch(batch: Batch) -> None:
    """Fail early, with a clear message, if inputs and targets do not belong together."""
    inputs, targets = batch
    if inputs.shape[0] != targets.shape[0]:
        raise ValueError(f"{inputs.shape[0]} inputs but {targets.shape[0]} targets")


def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer
) -> float:
    model.train()
    loss, _ = _optimise(model, (inputs, targets), criterion, optimizer)
    return loss


def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    model.train()
    batches = _on(device, iter(loader))
    _check_batch(next(batches))
    total, seen = 0.0, 0
    for batch in batches:
        loss, size = _optimise(model, batch, criterion, optimizer)
        total += loss * size
        seen += size
    return total / max(seen, 1)


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
    model.train()
    for _ in range(epochs):
        results = [_optimise(model, batch, criterion, optimizer) for batch in _on(device, iter(loader))]
        history.append(sum(loss * size for loss, size in results) / sum(size for _, size in results))
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
    for updates in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return updates
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps
