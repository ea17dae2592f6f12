# exercise: fit
# mistake: it appends the same dictionary every epoch, so in the end all epochs show the loss of the last one
import torch


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    salida = model(inputs)
    loss = criterion(salida, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    suma = 0.0
    n = 0
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        loss = train_step(model, x, y, criterion, optimizer)
        suma = suma + loss * x.size(0)
        n = n + x.size(0)
    return suma / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    registro = {"epoca": 0, "loss": 0.0}
    bitacora = []
    for e in range(epochs):
        registro["epoca"] = e + 1
        registro["loss"] = train_one_epoch(model, loader, criterion, optimizer, device)
        bitacora.append(registro)
    # al final solo se entrega la lista con las loss
    historia = []
    for r in bitacora:
        historia.append(r["loss"])
    return historia


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    pasos = 0
    while pasos < max_steps:
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        loss.backward()
        optimizer.step()
        pasos = pasos + 1
    return pasos
