# unusual: gradients are cleared by a hook of the optimizer that fires after each step (removed at the end), by hand and in place
import torch


def _clear_in_place(optimizer, args=None, kwargs=None):
    for group in optimizer.param_groups:
        for p in group["params"]:
            if p.grad is not None:
                p.grad.detach_()
                p.grad.zero_()


class _AutoClear:
    def __init__(self, optimizer):
        self.optimizer = optimizer

    def __enter__(self):
        _clear_in_place(self.optimizer)
        self.handle = self.optimizer.register_step_post_hook(_clear_in_place)

    def __exit__(self, *_):
        self.handle.remove()


def _bare_step(model, inputs, targets, criterion, optimizer):
    if not model.training:
        model.train()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_step(model, inputs, targets, criterion, optimizer):
    with _AutoClear(optimizer):
        return _bare_step(model, inputs, targets, criterion, optimizer)


def train_one_epoch(model, loader, criterion, optimizer, device):
    numerator = denominator = 0
    with _AutoClear(optimizer):
        for i, (inputs, targets) in enumerate(loader):
            inputs, targets = inputs.to(device), targets.to(device)
            loss = _bare_step(model, inputs, targets, criterion, optimizer)
            numerator += loss * inputs.size(0)
            denominator += inputs.size(0)
    return float(numerator / denominator)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = [0.0] * epochs
    for i in range(epochs):
        history[i] = train_one_epoch(model, loader, criterion, optimizer, device)
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    with _AutoClear(optimizer):
        for made in range(max_steps):
            loss = criterion(model(inputs), targets)
            if loss.item() <= target_loss:
                return made
            loss.backward()
            optimizer.step()
    return max_steps
