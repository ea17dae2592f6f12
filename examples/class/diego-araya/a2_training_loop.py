# Diego Araya, sección 2

def train_step(model, inputs, targets, criterion, optimizer):
    optimizer.zero_grad()
    pred = model(inputs)
    loss = criterion(pred, targets)
    loss.backward()
    optimizer.step()
    return loss.item()

def train_one_epoch(model, loader, criterion, optimizer, device):
    total_loss = 0.
    for inputs, targets in loader:
        inputs = inputs.to(device); targets = targets.to(device)
        total_loss += train_step(model, inputs, targets, criterion, optimizer) * inputs.shape[0]
    return total_loss / len(loader.dataset)

def fit(model, loader, criterion, optimizer, *, epochs, device):
    historia = []
    for _ in range(epochs):
        historia.append(train_one_epoch(model, loader, criterion, optimizer, device))
    return historia

def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    for paso in range(max_steps):
        pred = model(inputs)
        loss = criterion(pred, targets)
        if loss.item() <= target_loss:
            return paso
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return max_steps
