import torch


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    total = 0.0
    n = 0
    for x, t in loader:
        x = x.to(device)
        t = t.to(device)
        total += train_step(model, x, t, criterion, optimizer) * x.size(0)
        n += x.size(0)
    return total / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    epoch = 0
    history = []
    while epoch < epochs:
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
        # TODO: me falta algo acá? se queda pegado
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    pasos = 0
    for _ in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        pasos += 1
    return pasos
