# exercise: train_one_epoch
# mistake: setdefault keeps the loss of the first batch, which is what it returns, and not the mean of the epoch
import torch


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    pred = model(inputs)
    loss = criterion(pred, targets)
    for p in model.parameters():
        p.grad = None
    loss.backward()
    optimizer.step()
    return float(loss.detach())


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    metricas = {}
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        pred = model(x)
        loss = criterion(pred, y)
        loss.backward()
        optimizer.step()
        metricas.setdefault("loss", loss.item())
    return metricas["loss"]


def fit(model, loader, criterion, optimizer, *, epochs, device):
    curva = []
    for _ in range(epochs):
        acumulado, vistos = 0.0, 0
        for x, y in loader:
            perdida = train_step(model, x.to(device), y.to(device), criterion, optimizer)
            acumulado += perdida * len(y)
            vistos += len(y)
        curva.append(acumulado / vistos)
    return curva


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for paso in range(max_steps):
        pred = model(inputs)
        loss = criterion(pred, targets)
        if loss.item() <= target_loss:
            return paso
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps
