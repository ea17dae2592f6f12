# unusual: training is an infinite generator of losses from which fit takes a slice; the step is a generator of two acts
from itertools import islice

import torch


def _losses(model, inputs, targets, criterion, optimizer):
    """Yields the loss tensor BEFORE each update; the update is made when the next one is asked for."""
    while True:
        model.train()
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        yield loss.item()
        loss.backward()
        optimizer.step()


def train_step(model, inputs, targets, criterion, optimizer):
    def two_acts():
        model.train()
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        yield loss.item()
        optimizer.step()

    acts = two_acts()
    value = next(acts)
    for _ in acts:  # second act: the update
        raise AssertionError("one value only")
    return value


def _epochs(model, loader, criterion, optimizer, device):
    while True:
        triples = (
            (train_step(model, x.to(device), y.to(device), criterion, optimizer), len(x)) for x, y in loader
        )
        total = count = 0
        for loss, n in triples:
            total += loss * n
            count += n
        yield total / count


def train_one_epoch(model, loader, criterion, optimizer, device):
    return next(_epochs(model, loader, criterion, optimizer, device))


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return list(islice(_epochs(model, loader, criterion, optimizer, device), epochs))


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    stream = _losses(model, inputs, targets, criterion, optimizer)
    # element i is the loss after i updates; only the first max_steps may be followed by an update
    made = 0
    for value in stream:
        if value <= target_loss or made == max_steps:
            break
        made += 1
    stream.close()
    return made
