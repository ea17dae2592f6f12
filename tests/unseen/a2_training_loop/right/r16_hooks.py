# style: gradients cleared by an optimizer hook (register_step_post_hook) after the update; disabled GradScaler and autocast around; pytree to move batches
# open options used: clearing after the update only; losses kept as tensors and reduced once with a dot product in float64
from contextlib import ExitStack, closing

import torch
from torch.utils._pytree import tree_map_only


def _forget(optimizer, args, kwargs):
    optimizer.zero_grad(set_to_none=True)


def _update(optimizer, loss, device_type):
    scaler = torch.amp.GradScaler(device_type, enabled=False)
    with ExitStack() as stack:
        stack.callback(optimizer.register_step_post_hook(_forget).remove)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()


def _loss(model, inputs, targets, criterion):
    model.train()
    with torch.autocast(inputs.device.type, enabled=False):
        return criterion(model(inputs), targets)


def train_step(model, inputs, targets, criterion, optimizer):
    loss = _loss(model, inputs, targets, criterion)
    _update(optimizer, loss, inputs.device.type)
    return loss.tolist()


def _steps(model, loader, criterion, optimizer, device):
    for batch in loader:
        inputs, targets = tree_map_only(torch.Tensor, lambda t: t.to(device, non_blocking=True), tuple(batch))
        loss = _loss(model, inputs, targets, criterion)
        _update(optimizer, loss, inputs.device.type)
        yield loss.detach().double().cpu(), inputs.shape[0]


def train_one_epoch(model, loader, criterion, optimizer, device):
    with closing(_steps(model, loader, criterion, optimizer, device)) as steps:
        losses, sizes = zip(*steps)
    weights = torch.tensor(sizes, dtype=torch.float64)
    return (torch.stack(losses).dot(weights) / weights.sum()).item()


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = [float("nan")] * epochs
    for i in range(len(history)):
        history[i] = train_one_epoch(model, loader, criterion, optimizer, device)
    return history


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    steps = 0
    while steps < max_steps:
        loss = _loss(model, inputs, targets, criterion)
        if loss.item() <= target_loss:
            break
        _update(optimizer, loss, inputs.device.type)
        steps += 1
    return steps
