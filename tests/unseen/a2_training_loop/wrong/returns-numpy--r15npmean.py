# exercise: train_step
# mistake: returns np.mean of the loss, which is a np.float32 and not a Python float
import numpy as np
import torch


def train_step(model, inputs, targets, criterion, optimizer):
    model.train(True)
    for p in model.parameters():
        p.grad = None
    loss = criterion(model(inputs), targets)
    value = np.mean(loss.detach().cpu().numpy())
    loss.backward()
    optimizer.step()
    return value


def train_one_epoch(model, loader, criterion, optimizer, device):
    losses, sizes = [], []
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        losses.append(train_step(model, x, y, criterion, optimizer))
        sizes.append(x.shape[0])
    return float(np.dot(losses, sizes) / np.sum(sizes))


def fit(model, loader, criterion, optimizer, *, epochs, device):
    curve = np.full(epochs, np.nan)
    for e in np.arange(epochs):
        curve[e] = train_one_epoch(model, loader, criterion, optimizer, device)
    return curve.tolist()


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train(True)
    done = 0
    for _ in range(max_steps):
        for p in model.parameters():
            p.grad = None
        loss = criterion(model(inputs), targets)
        if np.less_equal(loss.item(), target_loss):
            break
        loss.backward()
        optimizer.step()
        done += 1
    return done
