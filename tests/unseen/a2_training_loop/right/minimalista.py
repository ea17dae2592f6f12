def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    loss = criterion(model(inputs), targets)
    optimizer.zero_grad(); loss.backward(); optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    pares = [(train_step(model, x.to(device), y.to(device), criterion, optimizer), len(x)) for x, y in loader]
    return sum(l * n for l, n in pares) / sum(n for _, n in pares)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for i in range(max_steps):
        loss = criterion(model(inputs), targets)
        if loss <= target_loss: return i
        optimizer.zero_grad(); loss.backward(); optimizer.step()
    return max_steps
