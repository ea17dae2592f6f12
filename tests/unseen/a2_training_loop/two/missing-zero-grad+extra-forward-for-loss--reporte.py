# exercise: train_step
# mistake: Gradients are never cleared, and the loss it returns is measured by a second pass after the update.
import torch


def _clean_update(model, inputs, targets, criterion, optimizer):
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    criterion(model(inputs), targets).backward()
    optimizer.step()
    # para informar la pérdida ya no hace falta el grafo
    with torch.no_grad():
        return criterion(model(inputs), targets).item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    losses = []
    for inputs, targets in loader:
        loss = _clean_update(model, inputs.to(device), targets.to(device), criterion, optimizer)
        losses.extend([loss] * len(inputs))
    return sum(losses) / len(losses)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return list(train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs))


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    step = 0
    while step < max_steps:
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step = step + 1
    return step
