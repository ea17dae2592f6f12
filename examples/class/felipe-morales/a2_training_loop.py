import torch


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss


def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0
    n = 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        total += train_step(model, inputs, targets, criterion, optimizer) * len(targets)
        n += len(targets)
    return total / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for epoch in range(epochs):
        history.append(float(train_one_epoch(model, loader, criterion, optimizer, device)))
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    loss = criterion(model(inputs), targets)
    while steps < max_steps and not loss <= target_loss:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
        loss = criterion(model(inputs), targets)
    return steps
