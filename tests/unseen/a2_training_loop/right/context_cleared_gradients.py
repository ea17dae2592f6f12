# Unusual: a context manager clears the gradients before and after each update, and the mean is a Welford-like running mean.
import contextlib
from dataclasses import dataclass, field

import torch
from torch.utils.data import DataLoader


@dataclass
class RunningMean:
    mean: float = 0.0
    count: int = field(default=0)

    def add(self, value: float, n: int) -> "RunningMean":
        self.count += n
        if n:
            self.mean += (value - self.mean) * n / self.count
        return self

    __iadd__ = lambda self, pair: self.add(*pair)  # noqa: E731


@contextlib.contextmanager
def fresh_gradients(model, optimizer):
    """Gradients live only inside the block."""

    def clear():
        optimizer.zero_grad()
        model.zero_grad(set_to_none=True)

    clear()
    try:
        yield
    finally:
        clear()


@contextlib.contextmanager
def training(model):
    with torch.enable_grad():
        yield model.train(True)


def train_step(model, inputs, targets, criterion, optimizer):
    with training(model) as net, fresh_gradients(model, optimizer):
        outputs = net(inputs)
        loss = criterion(outputs, targets)
        loss.backward(gradient=torch.ones_like(loss))
        optimizer.step()
    return loss.tolist()


def train_one_epoch(model, loader: DataLoader, criterion, optimizer, device):
    running = RunningMean()
    iterator = iter(loader)
    with contextlib.suppress(StopIteration):
        while True:
            batch = [part.to(device) for part in next(iterator)]
            running += train_step(model, *batch, criterion, optimizer), batch[0].shape[0]
    return running.mean


def fit(model, loader, criterion, optimizer, *, epochs, device):
    epoch = (train_one_epoch, model, loader, criterion, optimizer, device)
    return sum(([epoch[0](*epoch[1:])] for _ in range(epochs)), start=[])


def overfit_one_batch(model, inputs, targets, criterion, optimizer, *, max_steps, target_loss):
    with training(model):
        for step in range(max_steps):
            with fresh_gradients(model, optimizer):
                loss = criterion(model(inputs), targets)
                if not loss.item() > target_loss and loss.item() == loss.item():
                    return step
                loss.backward()
                optimizer.step()
        else:
            return max_steps
