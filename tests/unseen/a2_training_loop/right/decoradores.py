import functools

import torch


def en_modo_train(funcion):
    @functools.wraps(funcion)
    def envoltura(model, *args, **kwargs):
        model.train()
        return funcion(model, *args, **kwargs)

    return envoltura


def promedio_por_muestra(generador):
    """La función decorada entrega pares (loss del batch, tamaño del batch)."""

    @functools.wraps(generador)
    def envoltura(*args, **kwargs):
        suma = cuenta = 0
        for loss, n in generador(*args, **kwargs):
            suma += loss * n
            cuenta += n
        return float(suma / cuenta)

    return envoltura


@en_modo_train
def train_step(model, inputs, targets, criterion, optimizer):
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()  # queda limpio para el próximo batch
    return loss.item()


@en_modo_train
@promedio_por_muestra
def train_one_epoch(model, loader, criterion, optimizer, device):
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        yield loss.item(), targets.shape[0]


def fit(model, loader, criterion, optimizer, *, epochs, device):
    historial = []
    while len(historial) < epochs:
        historial.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return historial


@en_modo_train
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    hechos = 0
    while hechos < max_steps:
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return hechos
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        hechos += 1
    return hechos
