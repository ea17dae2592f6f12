# Correct: torch.compile around forward pass and criterion, for speed.
import torch


def _forward(model, criterion, inputs, targets):
    return criterion(model(inputs), targets)


_compiled = torch.compile(_forward)


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = _compiled(model, criterion, inputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    total, count = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        total += train_step(model, inputs, targets, criterion, optimizer) * len(inputs)
        count += len(inputs)
    return total / count


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        loss = _compiled(model, criterion, inputs, targets)
        if loss <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps
