# exercise: train_step
# mistake: The loss is computed on the output's raw data, cut off from the model, so backward raises.
from functools import partial, reduce
from operator import add


def _move(device, *tensors):
    return tuple(t.to(device) for t in tensors)


def _apply_gradients(model, optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss


def _step(model, x, y, criterion, optimizer):
    """Un paso en modo train; la pérdida como tensor."""
    return _apply_gradients(model.train(), optimizer, criterion(model(x), y))


def train_step(model, inputs, targets, criterion, optimizer):
    forward = lambda x: model.train()(x).data
    loss = criterion(forward(inputs), targets)
    return _apply_gradients(model, optimizer, loss).item()


def train_one_epoch(model, loader, criterion, optimizer, device):
    def one(batch):
        x, y = _move(device, *batch)
        return _step(model, x, y, criterion, optimizer).item() * len(y), len(y)

    totals, counts = zip(*map(one, loader))
    return reduce(add, totals, 0.0) / sum(counts)


def fit(model, loader, criterion, optimizer, *, epochs, device):
    epoch = partial(train_one_epoch, model, loader, criterion, optimizer, device)
    return [epoch() for _ in range(epochs)]


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    def losses():
        while True:
            yield criterion(model.train()(inputs), targets)

    for done, loss in zip(range(max_steps), losses()):
        if loss.item() <= target_loss:
            return done
        _apply_gradients(model, optimizer, loss)
    return max_steps
