# exercise: train_one_epoch
# mistake: every batch is weighted with loader.batch_size, the smaller last one too.
import torch
from torch import nn


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()

    # forward
    y_pred = model(inputs)
    loss = criterion(y_pred, targets)

    # backward
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    running_loss = 0.0
    for batch_idx, batch in enumerate(loader):
        inputs, targets = batch
        inputs = inputs.to(device)
        targets = targets.to(device)

        y_pred = model(inputs)
        loss = criterion(y_pred, targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

        running_loss += loss.item() * loader.batch_size
    epoch_loss = running_loss / len(loader.dataset)
    return epoch_loss


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = {"loss": []}
    for epoch in range(1, epochs + 1):
        model.train()
        running_loss = 0.0
        for inputs, targets in loader:
            inputs = inputs.to(device)
            targets = targets.to(device)

            y_pred = model(inputs)
            loss = criterion(y_pred, targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

            running_loss += loss.item() * inputs.size(0)
        history["loss"].append(running_loss / len(loader.dataset))
    return history["loss"]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        y_pred = model(inputs)
        loss = criterion(y_pred, targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps
