# torch.autograd.grad instead of backward(): gradients are computed as values and assigned, so nothing accumulates.
import torch
from torch.func import functional_call


def _loss_and_gradients(model, inputs, targets, criterion):
    parameters = {name: p for name, p in model.named_parameters()}
    outputs = functional_call(model, parameters, (inputs,))
    loss = criterion(outputs, targets)
    wanted = [p for p in parameters.values() if p.requires_grad]

    def gradients():
        # a parameter that took no part gets None, as backward() would leave it
        return list(zip(wanted, torch.autograd.grad(loss, wanted, allow_unused=True)))

    return loss.detach(), gradients


def _apply(optimizer, gradients):
    for parameter, gradient in gradients:
        parameter.grad = gradient
    optimizer.step()


@torch.enable_grad()
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    loss, gradients = _loss_and_gradients(model, inputs, targets, criterion)
    _apply(optimizer, gradients())
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    total = torch.zeros((), dtype=torch.float64)
    n = 0
    for inputs, targets in loader:
        loss = train_step(model, inputs.to(device), targets.to(device), criterion, optimizer)
        total += loss * len(targets)
        n += len(targets)
    return total.div(n).item()


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


@torch.enable_grad()
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for made in range(max_steps):
        loss, gradients = _loss_and_gradients(model, inputs, targets, criterion)
        if torch.le(loss, target_loss):
            return made
        _apply(optimizer, gradients())
    return max_steps
