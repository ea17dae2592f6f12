# exercise: overfit_one_batch
# mistake: looks for the step with next(..., None) in a generator, so that None comes out when max_steps updates were not enough
import itertools

import torch


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()

    def closure():
        optimizer.zero_grad()
        perdida = criterion(model(inputs), targets)
        perdida.backward()
        return perdida

    perdida = closure()
    optimizer.step()
    return perdida.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    registros = []
    for lote in loader:
        x, y = lote[0].to(device), lote[1].to(device)
        registros.append((len(x), train_step(model, x, y, criterion, optimizer)))
    n = sum(m for m, _ in registros)
    return sum(m * perdida for m, perdida in registros) / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    curva = []
    while len(curva) < epochs:
        curva.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return curva


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()

    def trayectoria():
        for hechos in range(max_steps):
            perdida = criterion(model(inputs), targets)
            yield hechos, perdida.item()
            optimizer.zero_grad()
            perdida.backward()
            optimizer.step()

    return next((hechos for hechos, perdida in trayectoria() if perdida <= target_loss), None)
