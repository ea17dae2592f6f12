import torch
import torch.nn as nn


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    out = model(inputs)
    loss = criterion(out, targets)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return float(loss)


from functools import partial, reduce

def _suma(paso, device, acc, batch):
    x, y = (t.to(device) for t in batch)
    s, n = acc
    return s + paso(inputs=x, targets=y) * len(x), n + len(x)


def train_one_epoch(model, loader, criterion, optimizer, device):
    paso = partial(train_step, model, criterion=criterion, optimizer=optimizer)
    s, n = reduce(partial(_suma, paso, device), loader, (0.0, 0))
    return s / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        loss.backward()
        optimizer.step()
    return max_steps
