# Unusual: the trainer is a coroutine that receives batches by send() and yields losses; each step is told afterwards whether to update.
import math
from contextlib import closing
from itertools import islice, starmap

import torch


def trainer(model, criterion, optimizer):
    """Yields the loss of the batch that it was sent; anything sent back but False updates the weights."""
    loss = None
    while True:
        inputs, targets = yield loss
        model.train()
        value = criterion(model(inputs), targets)
        update = yield value.detach().item()
        if update is not False:
            for p in model.parameters():
                p.grad = None
            torch.autograd.backward(value)
            optimizer.step()
        loss = None


def losses_of(model, batches, criterion, optimizer, stop=lambda loss: False):
    with closing(trainer(model, criterion, optimizer)) as worker:
        next(worker)
        for batch in batches:
            loss = worker.send(batch)
            if stop(loss):
                return
            worker.send(True)
            yield loss, len(batch[0])


def train_step(model, inputs, targets, criterion, optimizer):
    [(loss, _)] = losses_of(model, [(inputs, targets)], criterion, optimizer)
    return loss


def train_one_epoch(model, loader, criterion, optimizer, device):
    batches = starmap(lambda x, y: (x.to(device), y.to(device)), loader)
    record = list(losses_of(model, batches, criterion, optimizer))
    return math.fsum(loss * n for loss, n in record) / math.fsum(n for _, n in record)


def epochs_forever(*args):
    while True:
        yield train_one_epoch(*args)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return list(islice(epochs_forever(model, loader, criterion, optimizer, device), epochs))


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    def same_batch():
        for _ in range(max_steps):
            yield inputs, targets

    return sum(1 for _ in losses_of(model, same_batch(), criterion, optimizer, stop=lambda loss: loss <= target_loss))
