# unusual: the sanity check looks at the loss in a forward pass of its own (train mode, no gradients) and then calls train_step
import torch
from torch.utils._pytree import tree_map


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model.forward(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    losses, sizes = [], []
    for batch in loader:
        inputs, targets = tree_map(lambda t: t.to(device), batch)
        losses.append(train_step(model, inputs, targets, criterion, optimizer))
        sizes.append(targets.shape[0])
    return sum(l * n for l, n in zip(losses, sizes)) / sum(sizes)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for _ in range(epochs):
        loss = train_one_epoch(model, loader, criterion, optimizer, device)
        history.append(loss)
    return history


def _current_loss(model, inputs, targets, criterion):
    model.train()
    with torch.no_grad():
        return criterion(model(inputs), targets).item()


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    n = 0
    while n < max_steps:
        if _current_loss(model, inputs, targets, criterion) <= target_loss:
            return n
        train_step(model, inputs, targets, criterion, optimizer)
        n += 1
    return n
