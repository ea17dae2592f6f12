# entrega tarea 2
import torch


# borro los gradientes DESPUES de actualizar (y tambien antes del primer uso, por si vienen sucios)
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    perdida = criterion(model(inputs), targets)
    model.zero_grad()
    perdida.backward()
    optimizer.step()
    model.zero_grad()
    return perdida.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    optimizer.zero_grad()
    acumulado, vistos = 0.0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        perdida = criterion(model(x), y)
        perdida.backward()
        optimizer.step()
        optimizer.zero_grad()
        acumulado += perdida.item() * len(x)
        vistos += len(x)
    return acumulado / vistos


def fit(model, loader, criterion, optimizer, *, epochs, device):
    losses = []
    e = 0
    while e < epochs:
        losses.append(train_one_epoch(model, loader, criterion, optimizer, device))
        e += 1
    return losses


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    n_updates = 0
    while True:
        if n_updates == max_steps:
            return n_updates
        perdida = criterion(model(inputs), targets)
        if perdida.item() <= target_loss:
            return n_updates
        model.zero_grad()
        perdida.backward()
        optimizer.step()
        n_updates += 1
