# The mean per sample as an inner product of batch losses and batch shares; gradients via backward(gradient=1).
import torch
from torch import Tensor


def _zero(model) -> None:
    gradients = [p.grad for p in model.parameters() if p.grad is not None]
    with torch.no_grad():
        for g in gradients:
            g.mul_(0).nan_to_num_()


def _forward(model, inputs: Tensor, targets: Tensor, criterion) -> Tensor:
    return criterion(model.train().__call__(inputs), targets)


def _descend(model, loss: Tensor, optimizer) -> None:
    _zero(model)
    loss.backward(gradient=torch.ones_like(loss))
    optimizer.step()


def train_step(model, inputs, targets, criterion, optimizer) -> float:
    loss = _forward(model, inputs, targets, criterion)
    _descend(model, loss, optimizer)
    return loss.detach().cpu().tolist()


def train_one_epoch(model, loader, criterion, optimizer, device) -> float:
    pairs = []
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        pairs.append([train_step(model, inputs, targets, criterion, optimizer), float(inputs.shape[0])])
    losses, sizes = torch.tensor(pairs, dtype=torch.float64).T
    return torch.einsum("b,b->", losses, sizes / sizes.sum()).item()


def fit(model, loader, criterion, optimizer, *, epochs, device) -> list[float]:
    history = torch.zeros(epochs, dtype=torch.float64)
    for epoch in range(epochs):
        history[epoch] = train_one_epoch(model, loader, criterion, optimizer, device)
    return history.tolist()


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss) -> int:
    for step in range(max_steps + 1):
        if step == max_steps:
            break
        loss = _forward(model, inputs, targets, criterion)
        if (loss <= target_loss).item():
            break
        _descend(model, loss, optimizer)
    return step
