# style: torch.autograd.grad with the gradients assigned by hand, no backward() anywhere; namedtuple results; math.fsum
# option: parameters that the loss does not reach get .grad = None (allow_unused); no zero_grad call is ever needed
import math
from typing import NamedTuple

import torch


class Batch(NamedTuple):
    inputs: torch.Tensor
    targets: torch.Tensor

    def on(self, device):
        return Batch._make(t.to(device, non_blocking=True) for t in self)

    @property
    def size(self):
        return self.inputs.shape[0]


def _loss_and_gradients(model, batch, criterion):
    where = [p for p in model.parameters() if p.requires_grad]
    inputs, targets = batch.inputs, batch.targets
    loss = criterion(model(inputs), targets)
    return loss, list(zip(where, torch.autograd.grad(loss, where, allow_unused=True), strict=True))


def _apply(pairs, optimizer):
    for parameter, gradient in pairs:
        parameter.grad = gradient
    optimizer.step()


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    loss, pairs = _loss_and_gradients(model, Batch(inputs, targets), criterion)
    _apply(pairs, optimizer)
    return loss.detach().cpu().tolist()


def train_one_epoch(model, loader, criterion, optimizer, device):
    seen, parts = 0, []
    for pair in loader:
        batch = Batch(*pair).on(device)
        parts.append(batch.size * train_step(model, batch.inputs, batch.targets, criterion, optimizer))
        seen += batch.size
    return math.fsum(parts) / seen


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    batch = Batch(inputs, targets)
    for done in range(max_steps):
        loss, pairs = _loss_and_gradients(model, batch, criterion)
        if loss <= target_loss:
            return done
        _apply(pairs, optimizer)
    return max_steps
