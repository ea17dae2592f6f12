# exercise: train_step
# mistake: model.train(model.training) leaves the mode as it arrived, so a model handed over in eval mode trains in eval mode.
import torch
from torch import Tensor, nn


def train_step(model, inputs, targets, criterion, optimizer):
    # dejo el modelo en modo entrenamiento
    model.train(model.training)

    # forward
    outputs = model(inputs)
    loss = criterion(outputs, targets)

    # backward
    model.zero_grad()
    loss.backward()

    # update
    optimizer.step()

    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    perdida_total = 0.0
    muestras = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        perdida = train_step(model, inputs, targets, criterion, optimizer)
        perdida_total = perdida_total + perdida * inputs.size(0)
        muestras = muestras + inputs.size(0)
    return perdida_total / muestras


def fit(model, loader, criterion, optimizer, *, epochs, device):
    perdidas = []
    for epoch in range(epochs):
        perdida = train_one_epoch(model, loader, criterion, optimizer, device)
        perdidas.append(perdida)
    return perdidas


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    actualizaciones = 0
    for _ in range(max_steps):
        outputs = model(inputs)
        loss = criterion(outputs, targets)
        if loss.item() <= target_loss:
            return actualizaciones
        model.zero_grad()
        loss.backward()
        optimizer.step()
        actualizaciones += 1
    return actualizaciones
