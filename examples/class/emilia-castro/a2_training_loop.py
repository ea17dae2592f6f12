from torch import nn, Tensor
from torch.optim import Optimizer


def train_step(model: nn.Module, inputs: Tensor, targets: Tensor, criterion, optimizer: Optimizer) -> float:
    """Un paso: forward, actualización y backward."""
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    optimizer.step()
    loss.backward()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    """Recorre el loader completo una vez."""
    model.train()
    acumulado, cantidad = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        acumulado += loss.item() * inputs.size(0)
        cantidad += inputs.size(0)
    return acumulado / cantidad


def fit(model, loader, criterion, optimizer, *, epochs, device):
    """Llama a train_one_epoch tantas veces como epochs."""
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for step in range(max_steps):
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        loss.backward()
        optimizer.step()
    return max_steps
