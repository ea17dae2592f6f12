# Keeps losses on the device, detached, and asks for them once per epoch: one synchronisation, no graph kept.
import torch


def _update(model, inputs, targets, criterion, optimizer):
    model.train()
    optimizer.zero_grad(set_to_none=True)
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.detach()


def train_step(model, inputs, targets, criterion, optimizer):
    return _update(model, inputs, targets, criterion, optimizer).item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    kept, sizes = [], []
    for inputs, targets in loader:
        inputs = inputs.to(device, non_blocking=True)
        targets = targets.to(device, non_blocking=True)
        kept.append(_update(model, inputs, targets, criterion, optimizer).clone())
        sizes.append(targets.size(0))
    per_sample = torch.stack(kept).double().repeat_interleave(torch.tensor(sizes, device=kept[0].device))
    return per_sample.mean().item()  # one entry per sample, so the plain mean is the mean per sample


def fit(model, loader, criterion, optimizer, *, epochs, device):
    cached = {"model": model, "loader": loader, "criterion": criterion, "optimizer": optimizer, "device": device}
    losses = []
    for _ in range(epochs):
        losses += [train_one_epoch(**cached)]
    return losses


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    steps = 0
    loss = criterion(model(inputs), targets) if max_steps > 0 else None
    while steps < max_steps and not bool(loss <= target_loss):
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        steps += 1
        if steps < max_steps:  # nobody would look at the loss after the last update allowed
            loss = criterion(model(inputs), targets)
    return steps
