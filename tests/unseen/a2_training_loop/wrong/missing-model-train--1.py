# exercise: train_step
# entrega tarea 2
import torch


def train_step(model, inputs, targets, criterion, optimizer):
    optimizer.zero_grad()
    perdida = criterion(model(inputs), targets)
    perdida.backward()
    optimizer.step()
    return perdida.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    it = iter(loader)
    acumulado, vistos = 0.0, 0
    while True:
        try:
            batch = next(it)
        except StopIteration:
            break
        x = batch[0].to(device)
        y = batch[1].to(device)
        model.zero_grad()
        perdida = criterion(model(x), y)
        perdida.backward()
        optimizer.step()
        acumulado = acumulado + perdida.item() * len(y)
        vistos = vistos + len(y)
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
