# exercise: fit
# mistake: It trains one epoch too few and empties the optimizer's memory at the start of every call.
from collections import defaultdict

import torch


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    loss = criterion(model(inputs), targets)
    model.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = (t.to(device) for t in (inputs, targets))
        total += train_step(model, inputs, targets, criterion, optimizer) * targets.shape[0]
    return total / len(loader.dataset)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    optimizer.state = defaultdict(dict)  # un entrenamiento nuevo, una memoria nueva
    history = []
    epoch = 1
    while epoch < epochs:
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
        epoch += 1
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    def loss_now():
        return criterion(model.train()(inputs), targets)

    for i in range(max_steps):
        loss = loss_now()
        if loss <= target_loss:
            return i
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps
