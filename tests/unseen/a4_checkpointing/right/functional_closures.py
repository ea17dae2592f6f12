# unusual: higher-order functions and closures; EarlyStopping.step is a closure, epochs are folded with functools.reduce
import math
import operator
import os
from functools import partial, reduce
from itertools import accumulate
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def pack(model, optimizer, **rest):
    return {**rest, "w": model.state_dict(), "o": optimizer.state_dict()}


def persist(path, content):
    def then_rename(target):
        os.replace(target, path)

    target = path.parent / (path.stem + ".unfinished")
    torch.save(content, target)
    return then_rename(target)


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    persist(path, pack(model, optimizer, epoch=epoch, val_loss=val_loss))


def read(path, device):
    return torch.load(path, map_location=device, weights_only=True)


def apply(content, model, optimizer, device):
    shape_of = lambda state: {k: list(v.shape) for k, v in state.items()}
    if shape_of(content["w"]) != shape_of(model.state_dict()):
        raise ValueError("the state is of another network")
    model.to(device).load_state_dict(content["w"])
    optimizer and optimizer.load_state_dict(content["o"])
    return content


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    content = apply(read(path, device), model, optimizer, device)
    return {"epoch": content["epoch"], "val_loss": content["val_loss"]}


def below(best, value):
    """Is `value` a strict improvement on `best` (None: nothing yet)?"""
    return not math.isnan(value) and (best is None or operator.lt(value, best))


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = self.best_val_loss = None
        if os.path.exists(directory / "best.pt"):
            content = read(directory / "best.pt", "cpu")
            self.best_epoch, self.best_val_loss = content["epoch"], content["val_loss"]
        self._write = lambda name, *a, **k: save_checkpoint(directory / name, *a, **k)

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        is_best = below(self.best_val_loss, val_loss)
        write = partial(self._write, model=model, optimizer=optimizer, epoch=epoch, val_loss=val_loss)
        if is_best:
            write("best.pt")
            self.best_epoch, self.best_val_loss = epoch, val_loss
        write("last.pt")
        return is_best


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        beats = {
            "min": lambda value: value < self.best - min_delta,
            "max": lambda value: value > self.best + min_delta,
        }.get(mode)
        if beats is None or patience < 1:
            raise ValueError(f"EarlyStopping({patience}, {min_delta}, {mode!r})")
        self.bad_epochs = 0

        def step(value):
            improved = not math.isnan(value) and (not hasattr(self, "best") or beats(value))
            if improved:
                self.best = value
            self.bad_epochs = (self.bad_epochs + 1) * (not improved)
            return self.bad_epochs >= patience

        self.step = step


def make_sweep(model, criterion, device):
    def forward(batch):
        x, y = (tensor.to(device) for tensor in batch)
        return criterion(model(x), y), len(x)

    def update(optimizer, batch):
        loss, n = forward(batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.detach(), n

    def sweep(step, loader):
        add = lambda acc, new: (acc[0] + float(new[0]) * new[1], acc[1] + new[1])
        return operator.truediv(*reduce(add, map(step, loader), (0.0, 0)))

    def train(loader, optimizer):
        model.train()
        return sweep(partial(update, optimizer), loader)

    def validate(loader):
        model.eval()
        return torch.no_grad()(sweep)(forward, loader)

    return train, validate


def standing(val_loss):
    """(best value, best epoch, bad epochs) after each epoch, the start included."""

    def judge(state, item):
        best, best_epoch, bad = state
        epoch, value = item
        return (value, epoch, 0) if below(best, value) else (best, best_epoch, bad + 1)

    return list(accumulate(enumerate(val_loss, 1), judge, initial=(None, None, 0)))[-1]


def fit(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion,
    optimizer: Optimizer,
    *,
    max_epochs: int,
    patience: int,
    directory: Path,
    device: torch.device,
    resume: bool = False,
) -> dict:
    directory.mkdir(parents=True, exist_ok=True)
    last, best = (directory / f"{name}.pt" for name in ("last", "best"))
    if not resume:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)
    before = apply(read(last, device), model, optimizer, device)["curves"] if last.exists() else [[], []]
    train, validate = make_sweep(model, criterion, device)
    over = lambda curves: standing(curves[1])[2] >= patience

    def one_more(curves, epoch):
        if over(curves):
            return curves
        a = train(train_loader, optimizer)
        b = validate(val_loader)
        new = [[*curves[0], a], [*curves[1], b]]
        content = pack(model, optimizer, epoch=epoch, val_loss=b, curves=new)
        if standing(new[1])[1] == epoch:
            persist(best, content)
        persist(last, content)
        return new

    curves = reduce(one_more, range(len(before[1]) + 1, max_epochs + 1), before)
    best_epoch = standing(curves[1])[1]
    if best_epoch is not None:
        apply(read(best, device), model, None, device)
    return dict(train_loss=curves[0], val_loss=curves[1], best_epoch=best_epoch, stopped_early=over(curves))
