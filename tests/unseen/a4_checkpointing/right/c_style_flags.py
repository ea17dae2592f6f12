# unusual: C style: while loops, integer flags, status codes, os.path, iter/next with a sentinel, no helper classes
import os
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

OK, TOO_FEW, TOO_MANY, BAD_SHAPE = 0, 1, 2, 3


def is_nan(x):
    return x != x


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    write_file(str(path), model, optimizer, epoch, val_loss, [])


def write_file(path, model, optimizer, epoch, val_loss, state):
    d = {}
    d["epoch"] = epoch
    d["val_loss"] = val_loss
    d["model"] = model.state_dict()
    d["optimizer"] = optimizer.state_dict()
    d["state"] = state
    tmp = path + ".tmp"
    f = open(tmp, "wb")
    try:
        torch.save(d, f)
    finally:
        f.close()
    os.rename(tmp, path)


def compare(model, saved):
    own = model.state_dict()
    for name in own:
        if name not in saved:
            return TOO_FEW
        if tuple(own[name].shape) != tuple(saved[name].shape):
            return BAD_SHAPE
    for name in saved:
        if name not in own:
            return TOO_MANY
    return OK


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    if not os.path.isfile(path):
        raise FileNotFoundError(str(path))
    d = torch.load(path, map_location=device, weights_only=True)
    status = compare(model, d["model"])
    if status != OK:
        raise RuntimeError("load_checkpoint: status %d" % status)
    model.to(device)
    model.load_state_dict(d["model"])
    if optimizer is not None:
        optimizer.load_state_dict(d["optimizer"])
    return {"epoch": int(d["epoch"]), "val_loss": float(d["val_loss"])}


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        self.directory = str(directory)
        if not os.path.isdir(self.directory):
            os.makedirs(self.directory)
        self.has_best = 0
        self.best_epoch = 0
        self.best_val_loss = 0.0
        p = os.path.join(self.directory, "best.pt")
        if os.path.isfile(p):
            d = torch.load(p, map_location="cpu", weights_only=True)
            self.has_best = 1
            self.best_epoch = d["epoch"]
            self.best_val_loss = d["val_loss"]

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        flag = 0
        if not is_nan(val_loss):
            if not self.has_best:
                flag = 1
            elif val_loss < self.best_val_loss:
                flag = 1
        if flag:
            save_checkpoint(os.path.join(self.directory, "best.pt"), model, optimizer, epoch=epoch, val_loss=val_loss)
            self.has_best = 1
            self.best_epoch = epoch
            self.best_val_loss = val_loss
        save_checkpoint(os.path.join(self.directory, "last.pt"), model, optimizer, epoch=epoch, val_loss=val_loss)
        return flag == 1


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if patience < 1:
            raise ValueError("patience")
        self.down = -1
        if mode == "min":
            self.down = 1
        if mode == "max":
            self.down = 0
        if self.down == -1:
            raise ValueError("mode")
        self.patience = patience
        self.min_delta = min_delta
        self.started = 0
        self.best = 0.0
        self.bad_epochs = 0

    def step(self, value: float) -> bool:
        improved = 0
        if not is_nan(value):
            if not self.started:
                improved = 1
            elif self.down and value < self.best - self.min_delta:
                improved = 1
            elif not self.down and value > self.best + self.min_delta:
                improved = 1
        if improved:
            self.started = 1
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        if self.bad_epochs >= self.patience:
            return True
        return False


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
    last = os.path.join(str(directory), "last.pt")
    best = os.path.join(str(directory), "best.pt")
    if not os.path.isdir(directory):
        os.makedirs(directory)

    train_loss = []
    val_loss = []
    best_epoch = 0  # 0: none
    best_value = 0.0
    bad = 0
    stopped = 0
    epoch = 0

    if resume and os.path.isfile(last):
        epoch = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        state = torch.load(last, map_location="cpu", weights_only=True)["state"]
        train_loss, val_loss, best_epoch, best_value, bad, stopped = state
    elif not resume:
        if os.path.isfile(last):
            os.remove(last)
        if os.path.isfile(best):
            os.remove(best)

    while epoch < max_epochs and not stopped:
        epoch += 1

        model.train()
        acc = 0.0
        n = 0
        it = iter(train_loader)
        batch = next(it, None)
        while batch is not None:
            x = batch[0].to(device)
            y = batch[1].to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            acc += loss.item() * x.size(0)
            n += x.size(0)
            batch = next(it, None)
        train_loss.append(acc / n)

        model.eval()
        acc = 0.0
        n = 0
        it = iter(val_loader)
        batch = next(it, None)
        while batch is not None:
            x = batch[0].to(device)
            y = batch[1].to(device)
            with torch.no_grad():
                loss = criterion(model(x), y)
            acc += loss.item() * x.size(0)
            n += x.size(0)
            batch = next(it, None)
        value = acc / n
        val_loss.append(value)

        improved = 0
        if not is_nan(value):
            if best_epoch == 0 or value < best_value:
                improved = 1
        if improved:
            best_epoch = epoch
            best_value = value
            bad = 0
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=value)
        else:
            bad += 1
        if bad >= patience:
            stopped = 1
        write_file(
            last, model, optimizer, epoch, value, [train_loss, val_loss, best_epoch, best_value, bad, stopped]
        )

    if best_epoch > 0:
        load_checkpoint(best, model, device=device)
    result = {}
    result["train_loss"] = train_loss
    result["val_loss"] = val_loss
    result["best_epoch"] = best_epoch if best_epoch > 0 else None
    result["stopped_early"] = stopped == 1
    return result
