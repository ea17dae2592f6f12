import torch


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    antes = loss.detach().clone()
    for p in model.parameters():
        if p.grad is not None:
            p.grad = torch.zeros_like(p)
    loss.backward()
    optimizer.step()
    return antes.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    model.train()
    losses = []
    tamanos = []
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
        tamanos.append(inputs.size(0))
    losses = torch.stack(losses).double().cpu()
    pesos = torch.tensor(tamanos, dtype=torch.float64)
    return (losses @ pesos / pesos.sum()).item()


def fit(model, loader, criterion, optimizer, *, epochs, device):
    curva = torch.empty(epochs, dtype=torch.float64)
    for e in range(epochs):
        curva[e] = train_one_epoch(model, loader, criterion, optimizer, device)
    return curva.tolist()


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    hechos = 0
    loss = None
    while hechos < max_steps:
        loss = criterion(model(inputs), targets)
        if torch.le(loss, target_loss).item():
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        hechos += 1
    return hechos
