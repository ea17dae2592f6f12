# unusual: fit is one flat stream of (epoch, batch) pairs, grouped by epoch with itertools.groupby; everything shares one helper
from collections import defaultdict
from itertools import count, groupby
from operator import itemgetter

import torch


def _stream(loader, epochs, device):
    for epoch in range(epochs):
        for inputs, targets in loader:
            yield epoch, inputs.to(device), targets.to(device)


def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    try:
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        return loss.item()
    finally:
        optimizer.zero_grad()


def _epoch_means(stream, model, criterion, optimizer):
    for _, batches in groupby(stream, key=itemgetter(0)):
        by_size = defaultdict(list)
        for _, inputs, targets in batches:
            by_size[len(inputs)].append(train_step(model, inputs, targets, criterion, optimizer))
        yield sum(n * sum(losses) for n, losses in by_size.items()) / sum(
            n * len(losses) for n, losses in by_size.items()
        )


def train_one_epoch(model, loader, criterion, optimizer, device):
    (mean,) = _epoch_means(_stream(loader, 1, device), model, criterion, optimizer)
    return mean


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return list(_epoch_means(_stream(loader, epochs, device), model, criterion, optimizer))


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    model.train()
    optimizer.zero_grad()
    for updates in count():
        if updates >= max_steps:
            return updates
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return updates
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
