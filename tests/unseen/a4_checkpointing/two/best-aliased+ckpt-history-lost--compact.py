# exercise: fit
# mistake: the best weights are the live state_dict, so the last ones are restored; the losses of the epochs before resuming are dropped
# a4 in small pieces: a "run state" dictionary travels around
import copy
import math
import os
from pathlib import Path

import torch

MODEL, OPT = "net", "opt"


def write(path, content):
    path = Path(path)
    tmp = path.with_suffix(".writing")
    with open(tmp, "wb") as f:
        torch.save(content, f)
        f.flush()
        os.fsync(f.fileno())
    os.rename(tmp, path)


def snapshot(model, optimizer, epoch, val_loss, **more):
    return {"epoch": int(epoch), "val_loss": float(val_loss), MODEL: model.state_dict(), OPT: optimizer.state_dict(), **more}


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    write(path, snapshot(model, optimizer, epoch, val_loss))


def shapes(state):
    return {name: tuple(t.shape) for name, t in state.items()}


def load_checkpoint(path, model, optimizer=None, *, device):
    content = torch.load(Path(path), map_location=device, weights_only=True)
    if shapes(content[MODEL]) != shapes(model.state_dict()):
        raise ValueError("this checkpoint belongs to another network")
    model.to(device).load_state_dict(content[MODEL])
    if optimizer is not None:
        optimizer.load_state_dict(content[OPT])
    return {key: content[key] for key in ("epoch", "val_loss")}


class Checkpointer:
    def __init__(self, directory):
        self.last, self.best = Path(directory) / "last.pt", Path(directory) / "best.pt"
        Path(directory).mkdir(parents=True, exist_ok=True)
        self.best_epoch, self.best_val_loss = 0, None
        if self.best.exists():
            content = torch.load(self.best, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = content["epoch"], content["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        better = not math.isnan(val_loss) and (self.best_val_loss is None or val_loss < self.best_val_loss)
        if better:
            self.best_epoch, self.best_val_loss = epoch, val_loss
        for path in ([self.best] if better else []) + [self.last]:
            save_checkpoint(path, model, optimizer, epoch=epoch, val_loss=val_loss)
        return better


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1 or mode not in ["min", "max"]:
            raise ValueError("bad arguments")
        self.patience, self.min_delta = patience, min_delta
        self.sign = 1 if mode == "max" else -1
        self.best, self.bad_epochs = None, 0

    def step(self, value):
        better = not math.isnan(value)
        if better and self.best is not None:
            better = self.sign * (value - self.best) > self.min_delta
        if better:
            self.best = value
            self.bad_epochs = 0
            return False
        self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def run_epoch(model, loader, criterion, device, optimizer=None):
    model.train(optimizer is not None)
    losses, sizes = [], []
    with torch.set_grad_enabled(optimizer is not None):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            losses.append(loss.item() * x.shape[0])
            sizes.append(x.shape[0])
    return sum(losses) / sum(sizes)


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    stopper = EarlyStopping(patience)
    run = {"train_loss": [], "val_loss": [], "best_epoch": None}
    best_weights = None
    epoch = 0

    if resume and last.exists():
        epoch = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        extra = torch.load(last, map_location="cpu", weights_only=True)
        run = {**extra["run"], "train_loss": [], "val_loss": []}
        stopper.best, stopper.bad_epochs = extra["stopper"]
        if run["best_epoch"] is not None:
            best_weights = torch.load(best, map_location=device, weights_only=True)[MODEL]
    else:
        for old in (last, best):
            if old.exists():
                old.unlink()

    while epoch < max_epochs and stopper.bad_epochs < patience:
        epoch += 1
        run["train_loss"].append(run_epoch(model, train_loader, criterion, device, optimizer))
        val_loss = run_epoch(model, val_loader, criterion, device)
        run["val_loss"].append(val_loss)
        stopper.step(val_loss)
        if stopper.bad_epochs == 0:
            run["best_epoch"] = epoch
            best_weights = model.state_dict()
        content = snapshot(model, optimizer, epoch, val_loss, run=run, stopper=[stopper.best, stopper.bad_epochs])
        if stopper.bad_epochs == 0:
            write(best, content)
        write(last, content)

    if best_weights is not None:
        model.load_state_dict(best_weights)
    return {**run, "stopped_early": stopper.bad_epochs >= patience}
