# unusual: all book-keeping in NumPy: arrays of losses and sizes, np.average with weights, np.fromiter over a generator
import numpy as np
import torch


def train_step(model, inputs, targets, criterion, optimizer):
    model.train(mode=True)
    optimizer.zero_grad()
    y_hat = model(inputs)
    loss = criterion(y_hat, targets)
    loss.backward()
    optimizer.step()
    return float(loss.detach().cpu().numpy())


def train_one_epoch(model, loader, criterion, optimizer, device):
    n_batches = len(loader)
    losses = np.empty(n_batches)
    sizes = np.zeros(n_batches, dtype=np.int64)
    for b, (x, y) in zip(range(n_batches), loader):
        x, y = x.to(device), y.to(device)
        losses[b] = train_step(model, x, y, criterion, optimizer)
        sizes[b] = x.shape[0]
    return np.average(losses, weights=sizes).item()


def fit(model, loader, criterion, optimizer, *, epochs, device):
    curve = np.fromiter(
        (train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)), dtype=float, count=epochs
    )
    return curve.tolist()


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train(mode=True)
    trace = np.full(max_steps, np.nan)
    for i in np.arange(max_steps):
        loss = criterion(model(inputs), targets)
        trace[i] = loss.item()
        if trace[i] <= target_loss:
            return int(i)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return int(len(trace))
