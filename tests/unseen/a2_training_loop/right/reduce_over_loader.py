# unusual: functional style: an epoch is a reduce over the loader with an immutable state, fit is itertools.accumulate, the check is a fold with a guard
from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from itertools import accumulate, chain, repeat
from operator import add, attrgetter

import torch


@dataclass(frozen=True)
class Progress:
    loss_sum: float = 0.0
    samples: int = 0

    def seen(self, loss: float, n: int) -> Progress:
        return replace(self, loss_sum=add(self.loss_sum, loss * n), samples=add(self.samples, n))

    @property
    def mean(self) -> float:
        return self.loss_sum / self.samples


def _sequence(*thunks):
    """Runs them in order and gives what the last one gives."""
    return reduce(lambda _, thunk: thunk(), thunks, None)


def train_step(model, inputs, targets, criterion, optimizer):
    _sequence(model.train, optimizer.zero_grad)
    loss = criterion(model(inputs), targets)
    _sequence(loss.backward, optimizer.step)
    return loss.item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    def advance(progress: Progress, batch) -> Progress:
        x, y = map(lambda t: t.to(device), batch)
        return progress.seen(train_step(model, x, y, criterion, optimizer), x.shape[0])

    return attrgetter("mean")(reduce(advance, loader, Progress()))


def fit(model, loader, criterion, optimizer, *, epochs, device):
    def extend(history: tuple, _) -> tuple:
        return history + (train_one_epoch(model, loader, criterion, optimizer, device),)

    *_, last = accumulate(chain(repeat(None, epochs)), extend, initial=())
    return list(last)


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    def advance(state: tuple[int, bool], _) -> tuple[int, bool]:
        steps, finished = state
        if finished:
            return state
        model.train()
        loss = criterion(model(inputs), targets)
        if loss.item() <= target_loss:
            return steps, True
        _sequence(optimizer.zero_grad, loss.backward, optimizer.step)
        return steps + 1, False

    return reduce(advance, range(max_steps), (0, False))[0]
