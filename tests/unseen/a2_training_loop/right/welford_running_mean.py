# unusual: no sums: the mean is updated incrementally (mean += (loss - mean) * n / N); batches by hand with iter and next
import torch


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    loss = criterion(model(inputs), targets)
    for p in model.parameters():
        p.grad = None
    loss.backward()
    optimizer.step()
    return loss.data.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    mean = 0.0
    N = 0
    batches = iter(loader)
    while True:
        try:
            X, y = next(batches)
        except StopIteration:
            break
        X = X.to(device)
        y = y.to(device)
        n = len(X)
        N += n
        loss = train_step(model, X, y, criterion, optimizer)
        mean += (loss - mean) * (n / N)
    return mean


def fit(model, loader, criterion, optimizer, *, epochs, device):
    losses = []
    epoch = 0
    while epoch != epochs:
        epoch += 1
        losses.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return losses


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    remaining = max_steps
    while remaining > 0:
        model.train()
        loss = criterion(model(inputs), targets)
        reached = loss.item() <= target_loss
        if reached:
            break
        model.zero_grad()
        loss.backward()
        optimizer.step()
        remaining -= 1
    return max_steps - remaining
