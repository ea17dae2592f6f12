# exercise: overfit_one_batch, train_one_epoch
# mistake: overfit_one_batch never puts the model in train mode; and train_one_epoch returns the first loss of its list and not the mean per sample
import torch


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    losses = []
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        losses.append(train_step(model, inputs, targets, criterion, optimizer))
    loss_epoca, *_ = losses
    return loss_epoca


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    for epoch in range(epochs):
        suma = 0.0
        for inputs, targets in loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            loss = train_step(model, inputs, targets, criterion, optimizer)
            suma += loss * inputs.size(0)
        history.append(suma / len(loader.dataset))
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    # el batch ya esta en el device y el modelo ya viene listo
    for step in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return step
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps
