# Unusual: gradients come from torch.autograd.grad and are assigned to .grad by hand; the epoch's loss is a tensor accumulated on the device.
import torch


def _forward(model, inputs, targets, criterion):
    model.train()
    return criterion(model(inputs), targets)


def _update(model, loss, optimizer):
    parameters = [p for p in model.parameters() if p.requires_grad]
    gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
    for p, g in zip(parameters, gradients):
        p.grad = g
    optimizer.step()


def train_step(model, inputs, targets, criterion, optimizer):
    loss = _forward(model, inputs, targets, criterion)
    _update(model, loss, optimizer)
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    total = torch.zeros((), dtype=torch.float64, device="cpu")
    seen = torch.zeros((), dtype=torch.long)
    for inputs, targets in loader:
        inputs, targets = inputs.to(device, non_blocking=True), targets.to(device, non_blocking=True)
        seen += inputs.size(0)
        total += inputs.size(0) * train_step(model, inputs, targets, criterion, optimizer)
    return torch.true_divide(total, seen).item()


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = torch.empty(epochs, dtype=torch.float64)
    for slot in history:
        slot.fill_(train_one_epoch(model, loader, criterion, optimizer, device))
    return history.tolist()


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    steps = 0
    while steps < max_steps:
        loss = _forward(model, inputs, targets, criterion)
        if loss <= target_loss:
            break
        _update(model, loss, optimizer)
        steps += 1
    return steps
