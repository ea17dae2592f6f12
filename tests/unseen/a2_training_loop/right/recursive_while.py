# while + next + StopIteration for the epoch; fit by halving: fit(a + b) = fit(a) followed by fit(b).
import torch


def train_step(model, inputs, targets, criterion, optimizer):
    def forward():
        return criterion(model.forward(inputs), targets)

    def clear(parameters):
        try:
            next(parameters).grad = None
        except StopIteration:
            return
        clear_rest(parameters)

    def clear_rest(parameters):
        for parameter in parameters:
            parameter.grad = None

    model.train()
    loss = forward()
    before = loss.item()
    clear(model.parameters())
    loss.backward()
    optimizer.step()
    return before


def train_one_epoch(model, loader, criterion, optimizer, device):
    batches = iter(loader)
    total = 0.0
    samples = 0
    exhausted = False
    while not exhausted:
        try:
            inputs, targets = next(batches)
        except StopIteration:
            exhausted = True
        else:
            loss = train_step(model, inputs.to(device), targets.to(device), criterion, optimizer)
            total = total + loss * inputs.size(0)
            samples = samples + inputs.size(0)
    return total / samples


def fit(model, loader, criterion, optimizer, *, epochs, device):
    if epochs <= 0:
        return []
    if epochs == 1:
        return [train_one_epoch(model, loader, criterion, optimizer, device)]
    half = epochs // 2
    first = fit(model, loader, criterion, optimizer, epochs=half, device=device)
    second = fit(model, loader, criterion, optimizer, epochs=epochs - half, device=device)
    return first + second


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    remaining = max_steps
    model.train()
    while remaining:
        loss = criterion(model.forward(inputs), targets)
        if loss.item() <= target_loss:
            return max_steps - remaining
        model.zero_grad()
        loss.backward()
        optimizer.step()
        remaining -= 1
    return max_steps
