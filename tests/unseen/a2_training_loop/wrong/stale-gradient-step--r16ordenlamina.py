# exercise: train_step
# mistake: it steps right after the forward pass and only then clears and computes the gradients, so each update uses those of the previous batch
import torch
from torch import nn, optim


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    # 1) forward
    y_hat = model(inputs)
    loss = criterion(y_hat, targets)
    # 2) actualizar los pesos
    optimizer.step()
    # 3) borrar los gradientes viejos y calcular los nuevos
    optimizer.zero_grad()
    loss.backward()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    losses = []
    tamanos = []
    for batch in loader:
        inputs = batch[0].to(device)
        targets = batch[1].to(device)
        y_hat = model(inputs)
        loss = criterion(y_hat, targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        tamanos.append(inputs.shape[0])
    total = 0
    for l, t in zip(losses, tamanos):
        total += l * t
    return total / sum(tamanos)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    loss_por_epoca = []
    for epoch in range(epochs):
        loss_epoca = train_one_epoch(model, loader, criterion, optimizer, device)
        loss_por_epoca.append(loss_epoca)
    return loss_por_epoca


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    contador = 0
    while contador < max_steps:
        y_hat = model(inputs)
        loss = criterion(y_hat, targets)
        if loss.item() <= target_loss:
            return contador
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        contador += 1
    return contador
