"""Tarea 2. Uso una closure, como en la documentación de torch.optim."""
import itertools

import torch
from torch.optim import Optimizer


def _mover(batch, device):
    return tuple(t.to(device, non_blocking=True) for t in batch)


def train_step(model, inputs, targets, criterion, optimizer: Optimizer) -> float:
    model.train(True)

    def closure():
        model.zero_grad(set_to_none=True)
        loss = criterion(model(inputs), targets)
        loss.backward()
        return loss

    return float(optimizer.step(closure).detach())


def train_one_epoch(model, loader, criterion, optimizer, device):
    pares = [
        (train_step(model, x, y, criterion, optimizer), x.shape[0])
        for x, y in (_mover(batch, device) for batch in loader)
    ]
    losses = torch.tensor([loss for loss, _ in pares], dtype=torch.float64)
    pesos = torch.tensor([n for _, n in pares], dtype=torch.float64)
    return ((losses * pesos).sum() / pesos.sum()).item()


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [train_one_epoch(model, loader, criterion, optimizer, device) for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    for hechos in itertools.count():
        if hechos == max_steps:
            return hechos
        loss = criterion(model(inputs), targets)
        if not loss.item() > target_loss and not torch.isnan(loss):
            return hechos
        parametros = [p for grupo in optimizer.param_groups for p in grupo["params"]]
        for p, g in zip(parametros, torch.autograd.grad(loss, parametros)):
            p.grad = g
        optimizer.step()
