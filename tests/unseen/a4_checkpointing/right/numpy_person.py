# Arrays: both curves live in one float64 tensor (2, epochs) inside last.pt; the best epoch and the patience used are
# read off the array with nanargmin. Serialised in memory, written beside, renamed.
import io
import os
from pathlib import Path

import numpy as np
import torch


def _bytes(model, optimizer, epoch, val_loss, **more):
    buffer = io.BytesIO()
    content = {"epoch": int(epoch), "val_loss": float(val_loss), "net": model.state_dict(), "opt": optimizer.state_dict()}
    torch.save({**content, **more}, buffer)
    return buffer.getvalue()


def _put(path, data):
    path = Path(path)
    beside = path.parent / (path.name + ".new")
    with open(beside, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.rename(beside, path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _put(path, _bytes(model, optimizer, epoch, val_loss))


def _read(path, device):
    with open(path, "rb") as file:
        return torch.load(io.BytesIO(file.read()), map_location=device, weights_only=True)


def load_checkpoint(path, model, optimizer=None, *, device):
    saved = _read(path, device)
    own = model.state_dict()
    names = np.union1d(list(own), list(saved["net"]))
    fits = [n in own and n in saved["net"] and np.array_equal(np.shape(own[n]), np.shape(saved["net"][n])) for n in names]
    if not np.all(fits):
        raise ValueError(f"does not fit: {names[~np.array(fits)].tolist()}")
    model.to(device)
    model.load_state_dict(saved["net"])
    if optimizer is not None:
        optimizer.load_state_dict(saved["opt"])
    return {"epoch": saved["epoch"], "val_loss": saved["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        os.makedirs(self.directory, exist_ok=True)
        self.best_epoch, self.best_val_loss = None, np.nan
        if (self.directory / "best.pt").is_file():
            best = _read(self.directory / "best.pt", "cpu")
            self.best_epoch, self.best_val_loss = best["epoch"], best["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss, **more):
        # NaN as "no best yet": whatever is not NaN beats it
        best = bool(not np.isnan(val_loss) and (np.isnan(self.best_val_loss) or val_loss < self.best_val_loss))
        data = _bytes(model, optimizer, epoch, val_loss, **more)
        if best:
            _put(self.directory / "best.pt", data)
            self.best_epoch, self.best_val_loss = epoch, float(val_loss)
        _put(self.directory / "last.pt", data)
        return best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError(f"unknown mode {mode!r}")
        if patience < 1:
            raise ValueError("patience < 1")
        self.patience, self.min_delta = patience, min_delta
        self.sign = {"min": 1.0, "max": -1.0}[mode]
        self.best, self.bad_epochs = np.nan, 0

    def step(self, value):
        value = float(value)
        with np.errstate(invalid="ignore"):
            gain = np.subtract(self.sign * self.best, self.sign * value)
        first = np.isnan(self.best) and not np.isnan(value)
        if first or gain > self.min_delta:
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return bool(self.bad_epochs >= self.patience)


def _best(val):
    """First epoch (from 1) of least validation loss, or None; and the epochs since."""
    if np.isnan(val).all():
        return None, val.size
    epoch = int(np.nanargmin(val)) + 1
    return epoch, val.size - epoch


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    if patience < 1:
        raise ValueError("patience < 1")
    directory = Path(directory)
    os.makedirs(directory, exist_ok=True)
    curves, ended = np.zeros((2, 0)), False
    if resume and (directory / "last.pt").exists():
        load_checkpoint(directory / "last.pt", model, optimizer, device=device)
        last = _read(directory / "last.pt", "cpu")
        curves, ended = last["curves"].numpy(), last["ended"]
    else:
        for name in ("last.pt", "best.pt"):
            (directory / name).unlink(missing_ok=True)
    stopped = bool(ended or _best(curves[1])[1] >= patience)
    while curves.shape[1] < max_epochs and not stopped:
        sums = np.zeros((2, 2))  # train and val: loss * n, n
        model.train()
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            sums[0] += loss.item() * len(inputs), len(inputs)
        model.eval()
        with torch.inference_mode():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                sums[1] += criterion(model(inputs), targets).item() * len(inputs), len(inputs)
        curves = np.column_stack([curves, sums[:, 0] / sums[:, 1]])
        best, waited = _best(curves[1])
        stopped = bool(waited >= patience)
        epoch = curves.shape[1]
        data = _bytes(
            model, optimizer, epoch, curves[1, -1], curves=torch.tensor(curves, dtype=torch.float64), ended=stopped
        )
        if best == epoch:
            _put(directory / "best.pt", data)
        _put(directory / "last.pt", data)
    best, _ = _best(curves[1])
    if best is not None:
        load_checkpoint(directory / "best.pt", model, device=device)
    train_loss, val_loss = curves.tolist()
    return {"train_loss": train_loss, "val_loss": val_loss, "best_epoch": best, "stopped_early": stopped}
