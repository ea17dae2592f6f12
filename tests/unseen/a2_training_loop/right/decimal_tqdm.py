# Unusual: losses are accumulated as Decimals under a progress bar, and the backward pass names its inputs, the optimizer's own parameters.
from decimal import Decimal, getcontext
from itertools import chain, repeat, takewhile

import torch
from tqdm import tqdm

getcontext().prec = 50


def _parameters(optimizer):
    return [p for p in chain.from_iterable(group["params"] for group in optimizer.param_groups) if p.requires_grad]


def _learn(loss, optimizer):
    parameters = _parameters(optimizer)
    for p in parameters:
        if p.grad is not None:
            p.grad.detach_()
            p.grad.zero_()
    torch.autograd.backward([loss], inputs=parameters)
    optimizer.step()


def train_step(model, inputs, targets, criterion, optimizer):
    if not model.training:
        model.train()
    model.train()
    loss = criterion(model(inputs), targets)
    value = loss.item()
    _learn(loss, optimizer)
    return value


def train_one_epoch(model, loader, criterion, optimizer, device):
    total, count = Decimal(0), 0
    for inputs, targets in tqdm(loader, disable=True, desc="train"):
        n = inputs.shape[0]
        total += n * Decimal(train_step(model, inputs.to(device), targets.to(device), criterion, optimizer))
        count += n
    assert count == len(loader.dataset), "the loader goes over the whole dataset"
    return float(total / count)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [
        train_one_epoch(*arguments, device)
        for arguments in repeat((model, loader, criterion, optimizer), epochs)
    ]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()

    def not_there(_):
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return False
        _learn(loss, optimizer)
        return True

    return len(list(takewhile(not_there, range(max_steps))))
