# Functional: a generator of (loss, size) pairs, folded; an infinite generator of losses for the sanity check.
# reads: gradients are cleared after each update ("before the backward pass or after the update is the same").
from functools import partial, reduce
from itertools import islice, repeat
from operator import methodcaller


def _updates(model, batches, criterion, optimizer):
    """Lazily: one update per batch consumed; yields (loss before the update, batch size)."""
    for inputs, targets in batches:
        loss = criterion(model.train()(inputs), targets)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        yield loss.item(), len(inputs)


def _on(device, loader):
    return map(lambda batch: tuple(map(methodcaller("to", device), batch)), loader)


def train_step(model, inputs, targets, criterion, optimizer):
    ((loss, _),) = _updates(model, [(inputs, targets)], criterion, optimizer)
    return loss


def train_one_epoch(model, loader, criterion, optimizer, device):
    def plus(sums, pair):
        return sums[0] + pair[0] * pair[1], sums[1] + pair[1]

    total, count = reduce(plus, _updates(model, _on(device, loader), criterion, optimizer), (0.0, 0))
    return total / count


def fit(model, loader, criterion, optimizer, *, epochs, device):
    epoch = partial(train_one_epoch, model, loader, criterion, optimizer, device)
    return [run() for run in repeat(epoch, epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    def attempts():
        while not (loss := criterion(model.train()(inputs), targets)) <= target_loss:
            yield loss

    def update(count, loss):
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        return count + 1

    return reduce(update, islice(attempts(), max_steps), 0)
