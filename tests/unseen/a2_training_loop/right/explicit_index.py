# A table with one row per batch, explicit indices, gradients set to None by hand.
import torch


def _clear(optimizer):
    for g in range(len(optimizer.param_groups)):
        params = optimizer.param_groups[g]["params"]
        for i in range(len(params)):
            params[i].grad = None


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    _clear(optimizer)  # between the forward and the backward pass
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    table = []  # columns: batch number, samples, mean loss of the batch
    for number, batch in enumerate(loader):
        inputs = batch[0].to(device)
        targets = batch[1].to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        table.append((number, targets.shape[0], loss))
    samples = 0
    total = 0.0
    for row in range(len(table)):
        samples += table[row][1]
        total += table[row][1] * table[row][2]
    return total / samples


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = [None] * epochs
    for e in range(epochs):
        history[e] = train_one_epoch(model, loader, criterion, optimizer, device)
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        value = loss.item()
        if value <= target_loss:
            return step
        _clear(optimizer)
        loss.backward()
        optimizer.step()
    return max_steps
