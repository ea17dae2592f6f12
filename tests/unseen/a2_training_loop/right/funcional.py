from functools import reduce
from itertools import islice, repeat

import torch

a_device = lambda device: lambda lote: tuple(t.to(device) for t in lote)


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    parametros = [p for p in model.parameters() if p.requires_grad]
    loss = criterion(model(inputs), targets)
    # gradientes como valores, sin acumular nada en .grad
    gradientes = torch.autograd.grad(loss, parametros, allow_unused=True)
    for p, g in zip(parametros, gradientes):
        p.grad = g
    optimizer.step()
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    def paso(acumulado, lote):
        suma, n = acumulado
        x, y = lote
        return suma + train_step(model, x, y, criterion, optimizer) * len(x), n + len(x)

    suma, n = reduce(paso, map(a_device(device), loader), (0.0, 0))
    return suma / n


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return list(map(lambda l: train_one_epoch(model, l, criterion, optimizer, device), repeat(loader, epochs)))


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    def actualizaciones():
        """Entrega un None por actualización; se acaba cuando el loss llega al objetivo."""
        model.train()
        while True:
            loss = criterion(model(inputs), targets)
            if loss.item() <= target_loss:
                return
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            yield

    return sum(1 for _ in islice(actualizaciones(), max_steps))
