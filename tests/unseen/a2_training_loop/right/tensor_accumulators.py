# unusual: the running sum is a float64 tensor on the device (one synchronisation per epoch), history is a tensor turned to a list at the end
import torch


def _loss_and_update(model, inputs, targets, criterion, optimizer):
    """One update; gives the loss as a tensor without graph, where it is."""
    model.train()
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return loss.detach()


def train_step(model, inputs, targets, criterion, optimizer):
    return _loss_and_update(model, inputs, targets, criterion, optimizer).item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    total = torch.zeros((), dtype=torch.float64, device=device)
    n_samples = len(loader.dataset)
    for inputs, targets in loader:
        inputs = inputs.to(device, non_blocking=True)
        targets = targets.to(device, non_blocking=True)
        loss = _loss_and_update(model, inputs, targets, criterion, optimizer)
        total.add_(loss.double(), alpha=inputs.shape[0])
    return (total / n_samples).item()


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = torch.full((epochs,), float("nan"), dtype=torch.float64)
    for epoch in range(epochs):
        history[epoch] = train_one_epoch(model, loader, criterion, optimizer, device)
    return history.tolist()


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    goal = torch.tensor(target_loss, dtype=torch.float64, device=inputs.device)
    model.train()
    steps = torch.zeros((), dtype=torch.long)
    while steps < max_steps:
        loss = criterion(model(inputs), targets)
        if torch.le(loss.detach().double(), goal):
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
    return int(steps)
