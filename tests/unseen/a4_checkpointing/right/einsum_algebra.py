# Everything that can be a tensor is one: the history is a (epochs, 2) float64 tensor in last.pt, batch losses and
# sizes meet in a dot product, and what the stopping rule knows is computed from the history itself.
import math
import os
from pathlib import Path

import torch


def _commit(content, path):
    path = Path(path)
    draft = path.parent / f"draft_{path.name}"
    with open(draft, "wb") as stream:
        torch.save(content, stream)
    os.replace(draft, path)


def _collect(model, optimizer, epoch, val_loss):
    state = model.state_dict()
    return {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "names": list(state.keys()),
        "values": list(state.values()),
        "optimizer": optimizer.state_dict(),
    }


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _commit(_collect(model, optimizer, epoch, val_loss), path)


def _open(path, device):
    return torch.load(path, map_location=device, weights_only=True)


def load_checkpoint(path, model, optimizer=None, *, device):
    content = _open(path, device)
    saved, own = dict(zip(content["names"], content["values"])), model.state_dict()
    if saved.keys() != own.keys():
        raise ValueError(f"tensors do not match: {sorted(saved.keys() ^ own.keys())}")
    bad = [name for name in own if torch.is_tensor(own[name]) and own[name].shape != saved[name].shape]
    if bad:
        raise ValueError(f"shapes do not match: {bad}")
    model.to(device)
    model.load_state_dict(saved)
    if optimizer is not None:
        optimizer.load_state_dict(content["optimizer"])
    return {"epoch": content["epoch"], "val_loss": content["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch, self.best_val_loss = None, None
        if (self.directory / "best.pt").is_file():
            content = _open(self.directory / "best.pt", "cpu")
            self.best_epoch, self.best_val_loss = content["epoch"], content["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        content = _collect(model, optimizer, epoch, val_loss)
        is_best = not math.isnan(val_loss) and (self.best_epoch is None or self.best_val_loss > val_loss)
        if is_best:
            _commit(content, self.directory / "best.pt")
            self.best_epoch, self.best_val_loss = content["epoch"], content["val_loss"]
        _commit(content, self.directory / "last.pt")
        return is_best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        directions = {"min": -1.0, "max": 1.0}
        if mode not in directions:
            raise ValueError("mode")
        if patience < 1:
            raise ValueError("patience")
        self.patience, self.min_delta, self.direction = patience, min_delta, directions[mode]
        self.best, self.bad_epochs = None, 0

    def step(self, value):
        reference = self.best if self.best is not None else -math.inf * self.direction
        gain = self.direction * (value - reference)
        first = self.best is None and not math.isnan(value)
        if first or gain > self.min_delta:
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _best_and_waited(val):
    """From the validation losses: the first epoch of the least (None if all are NaN) and how many came after it."""
    known = ~val.isnan()
    if not known.any():
        return None, len(val)
    least = val[known].min()
    epoch = int(torch.nonzero(val == least)[0]) + 1
    return epoch, len(val) - epoch


def _epoch(model, loader, criterion, device, optimizer):
    losses, sizes = [], []
    for inputs, targets in loader:
        loss = criterion(model(inputs.to(device)), targets.to(device))
        if optimizer is not None:
            model.zero_grad()
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
        sizes.append(len(inputs))
    losses, sizes = torch.tensor(losses, dtype=torch.float64), torch.tensor(sizes, dtype=torch.float64)
    return torch.dot(losses, sizes).item() / sizes.sum().item()


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    EarlyStopping(patience)  # to complain about a bad patience
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    history = torch.empty(0, 2, dtype=torch.float64)
    ended = False
    if resume and last.is_file():
        load_checkpoint(last, model, optimizer, device=device)
        content = _open(last, "cpu")
        history, ended = content["history"], content["ended"]
    else:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)
    best_epoch, waited = _best_and_waited(history[:, 1])
    ended = ended or waited >= patience
    while not ended and len(history) < max_epochs:
        train_loss = _epoch(model.train(), train_loader, criterion, device, optimizer)
        with torch.no_grad():
            val_loss = _epoch(model.eval(), val_loader, criterion, device, None)
        history = torch.cat([history, torch.tensor([[train_loss, val_loss]], dtype=torch.float64)])
        best_epoch, waited = _best_and_waited(history[:, 1])
        ended = waited >= patience
        content = {**_collect(model, optimizer, len(history), val_loss), "history": history, "ended": ended}
        for path in ([best] if waited == 0 else []) + [last]:
            _commit(content, path)
    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    train_loss, val_loss = history.T.tolist()
    return {"train_loss": train_loss, "val_loss": val_loss, "best_epoch": best_epoch, "stopped_early": ended}
