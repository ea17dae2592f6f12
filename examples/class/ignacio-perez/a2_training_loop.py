import torch


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    losses, tamanos = [], []
    optimizer.zero_grad()   # por si venía algo de antes
    for inputs, targets in loader:
        losses.append(train_step(model, inputs.to(device), targets.to(device), criterion, optimizer))
        tamanos.append(len(inputs))
    return sum(l * t for l, t in zip(losses, tamanos)) / sum(tamanos)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for epoch in range(1, epochs):      # empieza en el epoch 1
        history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    optimizer.zero_grad()
    for n in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return n
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return max_steps
