import torch
from torch import nn, Tensor
from typing import Callable, Iterator, List


def _batches(loader, device) -> Iterator:
    """Recorre el loader moviendo cada batch."""
    for x, y in loader:
        yield x.to(device, non_blocking=True), y.to(device, non_blocking=True)


from torch.func import functional_call

def train_step(model, inputs, targets, criterion, optimizer) -> float:
    model.train()
    pesos = dict(model.named_parameters())
    optimizer.zero_grad()
    loss = criterion(functional_call(model, pesos, (inputs,)), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device) -> float:
    pares = [(train_step(model, x, y, criterion, optimizer), y.shape[0]) for x, y in _batches(loader, device)]
    return sum(l * n for l, n in pares) / sum(n for _, n in pares)


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
