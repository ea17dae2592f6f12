# exercise: fit
# mistake: A new optimizer of the same class is made at the start of every epoch, so momentum and moments are forgotten.
import math
import os

import torch


def _write(path, payload):
    part = path.with_suffix(path.suffix + ".part")
    torch.save(payload, part)
    os.replace(part, path)


def _read(path, device):
    return torch.load(path, map_location=device, weights_only=True)


def _snapshot(model, optimizer, epoch, val_loss, **more):
    return dict(epoch=epoch, val_loss=val_loss, model=model.state_dict(), optim=optimizer.state_dict(), **more)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _write(path, _snapshot(model, optimizer, epoch, val_loss))


def load_checkpoint(path, model, optimizer=None, *, device):
    snap = _read(path, device)
    shapes = lambda sd: {k: v.shape for k, v in sd.items()}
    if shapes(snap["model"]) != shapes(model.state_dict()):
        raise ValueError("checkpoint and model do not match")
    model.load_state_dict(snap["model"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(snap["optim"])
    return {k: snap[k] for k in ("epoch", "val_loss")}


class Checkpointer:
    def __init__(self, directory):
        directory.mkdir(parents=True, exist_ok=True)
        self.paths = {name: directory / f"{name}.pt" for name in ("last", "best")}
        if self.paths["best"].exists():
            snap = _read(self.paths["best"], "cpu")
            self.best_epoch, self.best_val_loss = snap["epoch"], snap["val_loss"]
        else:
            self.best_epoch, self.best_val_loss = None, math.inf

    def update(self, model, optimizer, *, epoch, val_loss):
        better = val_loss == val_loss and (self.best_epoch is None or val_loss < self.best_val_loss)
        save_checkpoint(self.paths["last"], model, optimizer, epoch=epoch, val_loss=val_loss)
        if better:
            save_checkpoint(self.paths["best"], model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        return better


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        signs = {"min": -1, "max": 1}
        if mode not in signs or patience < 1:
            raise ValueError("patience >= 1 and mode in min, max")
        self.sign, self.patience, self.min_delta = signs[mode], patience, min_delta
        self.best, self.bad_epochs = None, 0

    def step(self, value):
        ok = value == value and (self.best is None or self.sign * (value - self.best) > self.min_delta)
        self.best, self.bad_epochs = (value, 0) if ok else (self.best, self.bad_epochs + 1)
        return self.bad_epochs >= self.patience


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    run = {"train_loss": [], "val_loss": [], "best_epoch": None, "waited": 0}
    if resume and last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        run = _read(last, "cpu")["run"]
    else:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)

    while len(run["val_loss"]) < max_epochs and run["waited"] < patience:
        epoch = len(run["val_loss"]) + 1
        options = {k: v for k, v in optimizer.param_groups[0].items() if k in optimizer.defaults}
        optimizer = type(optimizer)(model.parameters(), **options)

        model.train()
        seen = 0.0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            seen += loss.item() * len(y)
        run["train_loss"].append(seen / len(train_loader.dataset))

        model.eval()
        seen = 0.0
        with torch.no_grad():
            for x, y in val_loader:
                x, y = x.to(device), y.to(device)
                seen += criterion(model(x), y).item() * len(y)
        value = seen / len(val_loader.dataset)

        lead = math.inf if run["best_epoch"] is None else run["val_loss"][run["best_epoch"] - 1]
        run["val_loss"].append(value)
        run["waited"] += 1
        if value == value and (run["best_epoch"] is None or value < lead):
            run["best_epoch"], run["waited"] = epoch, 0
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=value)
        _write(last, _snapshot(model, optimizer, epoch, value, run=run))

    if run["best_epoch"] is not None:
        load_checkpoint(best, model, device=device)
    return {**{k: run[k] for k in ("train_loss", "val_loss", "best_epoch")}, "stopped_early": run["waited"] >= patience}
