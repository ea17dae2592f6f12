# style: generators and coroutines: a training coroutine driven by send, itertools.accumulate, takewhile, islice, yield from
# option: batches are fetched one ahead of the update (prefetch); zero_grad comes after the step and before the first batch
import functools
import itertools
import operator
from contextlib import closing

import torch


def _primed(function):
    @functools.wraps(function)
    def start(*args, **kwargs):
        coroutine = function(*args, **kwargs)
        next(coroutine)
        return coroutine

    return start


@_primed
def trainer(model, criterion, optimizer):
    """Send a pair (inputs, targets), get the loss before the update; send None, get the update done."""
    answer = None
    while True:
        inputs, targets = yield answer
        model.train()
        optimizer.zero_grad(set_to_none=False)
        loss = criterion(model(inputs), targets)
        if (yield loss.item()):
            loss.backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=False)
        answer = None


def train_step(model, inputs, targets, criterion, optimizer):
    with closing(trainer(model, criterion, optimizer)) as learner:
        loss = learner.send((inputs, targets))
        learner.send(True)
    return loss


def _ahead(batches, device):
    batches = ([t.to(device) for t in batch] for batch in batches)
    held = next(batches)
    for following in batches:
        yield held
        held = following
    yield held


def _losses(model, loader, criterion, optimizer, device):
    for inputs, targets in _ahead(loader, device):
        n = inputs.shape[0]
        yield n, n * train_step(model, inputs, targets, criterion, optimizer)


def train_one_epoch(model, loader, criterion, optimizer, device):
    add = lambda a, b: tuple(map(operator.add, a, b))
    *_, (count, total) = itertools.accumulate(_losses(model, loader, criterion, optimizer, device), add)
    return total / count


def _forever(*args):
    while True:
        yield train_one_epoch(*args)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    return [*itertools.islice(_forever(model, loader, criterion, optimizer, device), epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    learner = trainer(model, criterion, optimizer)

    def updates():
        for step in range(max_steps):
            if learner.send((inputs, targets)) <= target_loss:
                return
            learner.send(True)
            yield step

    made = sum(1 for _ in updates())
    learner.close()
    return made
