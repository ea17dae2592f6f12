import torch
from torch import nn


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    suma = 0.0
    n = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        loss = train_step(model, inputs, targets, criterion, optimizer)
        # el loss es un promedio, lo devuelvo a suma antes de acumular
        suma += loss * len(inputs)
        n += len(inputs)
    return suma / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for epoch in range(epochs):
        loss = train_one_epoch(model, loader, criterion, optimizer, device)
        history.append(loss)
        print(f"epoch {epoch + 1}: loss {loss:.4f}")
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    pasos = 0
    while pasos < max_steps:
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        pasos += 1
    return pasos


if __name__ == "__main__":
    torch.manual_seed(0)
    model = nn.Linear(3, 1)
    X, y = torch.randn(16, 3), torch.randn(16, 1)
    opt = torch.optim.SGD(model.parameters(), lr=0.1)
    print(overfit_one_batch(model, X, y, nn.MSELoss(), opt, max_steps=500, target_loss=0.5))
