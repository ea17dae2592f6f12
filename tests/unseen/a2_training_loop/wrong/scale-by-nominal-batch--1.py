# exercise: train_one_epoch
# entrega tarea 2
import torch


def train_step(model, inputs, targets, criterion, optimizer):
    if not model.training:
        model.train()
    model.zero_grad()
    yhat = model.forward(inputs)
    perdida = criterion(yhat, targets)
    perdida.backward()
    optimizer.step()
    return perdida.detach().cpu().item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    acumulado = 0.0
    for x, y in loader:
        perdida = train_step(model, x.to(device), y.to(device), criterion, optimizer)
        acumulado += perdida * loader.batch_size
    return acumulado / len(loader.dataset)


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
