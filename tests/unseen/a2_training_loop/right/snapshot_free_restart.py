# unusual: try/finally everywhere: gradients are always left empty, the mode is always put back, an epoch that fails half-way says which batch
import torch


def train_step(model, inputs, targets, criterion, optimizer):
    saved_mode = model.training
    saved_grad = torch.is_grad_enabled()
    torch.set_grad_enabled(True)
    model.train()
    optimizer.zero_grad()
    try:
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
    finally:
        optimizer.zero_grad()
        model.train(saved_mode)
        torch.set_grad_enabled(saved_grad)
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    losses = {}
    position = -1
    for position, (inputs, targets) in enumerate(loader):
        try:
            inputs = inputs.to(device)
            targets = targets.to(device)
            losses[position] = train_step(model, inputs, targets, criterion, optimizer) * inputs.shape[0]
        except Exception as error:
            error.add_note(f"in batch {position}")
            raise
    return sum(losses.values()) / len(loader.dataset)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = []
    try:
        for _ in range(epochs):
            history.append(train_one_epoch(model, loader, criterion, optimizer, device))
    except KeyboardInterrupt:
        print(f"stopped by hand after {len(history)} epochs")
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    saved_mode = model.training
    model.train()
    try:
        for step in range(max_steps):
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            if loss.item() <= target_loss:
                return step
            loss.backward()
            optimizer.step()
        return max_steps
    finally:
        model.train(saved_mode)
        optimizer.zero_grad()
