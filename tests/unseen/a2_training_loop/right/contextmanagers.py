# unusual: context managers: one for train mode (put back at the end), one that yields clean gradients, enable_grad made explicit
from contextlib import ExitStack, contextmanager

import torch


@contextmanager
def training(model):
    before = model.training
    model.train()
    try:
        with torch.enable_grad():
            yield model
    finally:
        model.train(before)


@contextmanager
def one_update(optimizer):
    """Clean gradients on the way in; the step on the way out (if all went well)."""
    optimizer.zero_grad()
    yield
    optimizer.step()


def train_step(model, inputs, targets, criterion, optimizer):
    with training(model), one_update(optimizer):
        loss = criterion(model(inputs), targets)
        loss.backward()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    loss_sum, n_samples = 0.0, 0
    with ExitStack() as stack:
        stack.enter_context(training(model))
        for inputs, targets in loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            with one_update(optimizer):
                loss = criterion(model(inputs), targets)
                loss.backward()
            loss_sum += loss.item() * inputs.shape[0]
            n_samples += inputs.shape[0]
    return loss_sum / n_samples


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    with training(model):
        for _ in range(epochs):
            history += [train_one_epoch(model, loader, criterion, optimizer, device)]
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    with training(model):
        for n_updates in range(max_steps):
            loss = criterion(model(inputs), targets)
            if loss.item() <= target_loss:
                break
            with one_update(optimizer):
                loss.backward()
        else:
            n_updates = max_steps
    return n_updates
