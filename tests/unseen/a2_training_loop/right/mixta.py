"""Plantilla que uso en el trabajo: AMP y recorte listos, pero apagados."""
import contextlib
import functools
import math
import os
import random

import numpy as np
import torch
from torch.nn.utils import clip_grad_norm_

USE_AMP = False
MAX_NORM = math.inf
RETRIES = 1

random.seed(0), np.random.seed(0), torch.manual_seed(0)
torch.backends.cudnn.benchmark = False
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")


def train_mode(fn):
    @functools.wraps(fn)
    def inner(model, *args, **kwargs):
        if not model.training or any(not m.training for m in model.modules()):
            model.train()
        with torch.set_grad_enabled(True):
            return fn(model, *args, **kwargs)

    return inner


def _scaler():
    with contextlib.suppress(AttributeError):
        return torch.amp.GradScaler("cuda", enabled=USE_AMP)
    return torch.cuda.amp.GradScaler(enabled=USE_AMP)


def _forward(model, inputs, targets, criterion):
    with torch.autocast(device_type=inputs.device.type, enabled=USE_AMP, dtype=torch.bfloat16):
        outputs = model(inputs)
        return criterion(outputs, targets)


def _update(model, loss, optimizer, scaler):
    optimizer.zero_grad(set_to_none=True)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    if USE_AMP or loss.isfinite():
        clip_grad_norm_(model.parameters(), MAX_NORM, foreach=False)
    scaler.step(optimizer)
    scaler.update()


@train_mode
def train_step(model, inputs, targets, criterion, optimizer):
    scaler = _scaler()
    loss = _forward(model, inputs, targets, criterion)
    _update(model, loss, optimizer, scaler)
    return loss.detach().cpu().tolist()


@train_mode
def train_one_epoch(model, loader, criterion, optimizer, device):
    losses, counts = [], []
    for inputs, targets in loader:
        inputs = inputs.to(device, non_blocking=True)
        targets = targets.to(device, non_blocking=True)
        losses.append(train_step(model, inputs, targets, criterion, optimizer))
        counts.append(targets.shape[0])
    losses = torch.tensor(losses, dtype=torch.float64)
    counts = torch.tensor(counts, dtype=torch.float64)
    return (losses @ counts / counts.sum()).item()


def fit(model, loader, criterion, optimizer, *, epochs, device):
    history = np.empty(epochs, dtype=np.float64)
    for epoch in range(epochs):
        history[epoch] = train_one_epoch(model, loader, criterion, optimizer, device)
    return history.tolist()


@train_mode
def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    scaler = _scaler()
    for step in range(max_steps):
        loss = _forward(model, inputs, targets, criterion)
        if loss.item() <= target_loss:
            break
        _update(model, loss, optimizer, scaler)
    else:
        step = max_steps
    return step
