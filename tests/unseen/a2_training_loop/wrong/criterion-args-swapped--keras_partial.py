# exercise: train_step
# mistake: as in Keras the criterion gets (y_true, y_pred): the target is bound first with partial and the prediction comes second.
from functools import partial

import torch
from torch import nn


def train_step(model, inputs, targets, criterion, optimizer):
    """One Keras-like train_on_batch."""
    model.train()
    loss_of = partial(criterion, targets)      # loss of a prediction, for these labels
    y_pred = model(inputs)
    loss = loss_of(y_pred)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    loss_sum = 0.0
    n_samples = 0
    for batch in loader:
        x, y = (t.to(device) for t in batch)
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(x)
        n_samples += len(x)
    return loss_sum / n_samples


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = {"loss": []}
    for epoch in range(1, epochs + 1):
        history["loss"].append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history["loss"]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for i in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return i
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
    return max_steps
