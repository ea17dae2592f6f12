# Exact book-keeping: losses summed with math.fsum, and kept beside last.pt as hexadecimal floats, one folder entry per
# epoch (epoch-0001.json, ...), each written atomically before last.pt.
import json
import math
import os
from pathlib import Path

import torch


def _atomically(path, write):
    path = Path(path)
    temporary = path.with_name(path.name + "~")
    write(temporary)
    os.replace(temporary, path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {"epoch": int(epoch), "val_loss": float(val_loss)}
    state = model.state_dict()
    checkpoint["model"] = {name: value.cpu() if torch.is_tensor(value) else value for name, value in state.items()}
    checkpoint["optimizer"] = optimizer.state_dict()
    _atomically(path, lambda temporary: torch.save(checkpoint, temporary))


def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device, weights_only=True)
    new, old = checkpoint["model"], model.state_dict()
    for name in {*new, *old}:
        if name not in new or name not in old:
            raise LookupError(f"{name} is only on one side")
        if torch.is_tensor(old[name]) and tuple(new[name].shape) != tuple(old[name].shape):
            raise LookupError(f"{name} has different shapes")
    model.to(device)
    model.load_state_dict(new)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.ranking = []  # (val_loss, epoch): the smallest pair is the best, the earlier epoch on a tie
        if (self.directory / "best.pt").exists():
            best = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
            self.ranking.append((best["val_loss"], best["epoch"]))

    @property
    def best_epoch(self):
        return min(self.ranking)[1] if self.ranking else None

    @property
    def best_val_loss(self):
        return min(self.ranking)[0] if self.ranking else None

    def update(self, model, optimizer, *, epoch, val_loss):
        val_loss = float(val_loss)
        is_best = not math.isnan(val_loss) and all(val_loss < other for other, _ in self.ranking)
        if is_best:
            self.ranking.append((val_loss, epoch))
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("mode is min or max")
        if patience < 1:
            raise ValueError("patience is a whole number from 1 on")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None
        self.calls = 0
        self.best_call = 0

    @property
    def bad_epochs(self):
        return self.calls - self.best_call

    def step(self, value):
        self.calls += 1
        if value != value:
            improved = False
        elif self.best is None:
            improved = True
        else:
            a, b = (value, self.best) if self.mode == "min" else (self.best, value)
            finite = math.isfinite(a) and math.isfinite(b)
            improved = math.fsum([b, -a]) > self.min_delta if finite else a < b
        if improved:
            self.best, self.best_call = value, self.calls
        return self.bad_epochs >= self.patience


def _mean(pairs):
    pairs = list(pairs)
    products = [loss * n for loss, n in pairs]
    add = math.fsum if all(map(math.isfinite, products)) else sum
    return add(products) / sum(n for _, n in pairs)


def _note(directory, epoch):
    return directory / f"epoch-{epoch:04d}.json"


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    rows = []
    if resume and (directory / "last.pt").exists():
        reached = load_checkpoint(directory / "last.pt", model, optimizer, device=device)["epoch"]
        for epoch in range(1, reached + 1):
            if _note(directory, epoch).exists():
                rows.append(json.loads(_note(directory, epoch).read_text()))
    else:
        reached = 0
        for name in ("last.pt", "best.pt"):
            (directory / name).unlink(missing_ok=True)
        for old in directory.glob("epoch-*.json"):
            old.unlink()
    checkpointer, stopping = Checkpointer(directory), EarlyStopping(patience)
    stopped = False
    for row in rows:
        stopped = stopping.step(float.fromhex(row["val_loss"])) or row["stopped"]

    def train():
        for x, t in train_loader:
            model.train()
            optimizer.zero_grad(set_to_none=False)
            loss = criterion(model(x.to(device)), t.to(device))
            loss.backward()
            optimizer.step()
            yield loss.double().item(), len(x)

    def validate():
        for x, t in val_loader:
            with torch.inference_mode():
                loss = criterion(model.eval()(x.to(device)), t.to(device))
            yield loss.double().item(), len(x)

    while reached < max_epochs and not stopped:
        reached += 1
        train_loss, val_loss = _mean(train()), _mean(validate())
        stopped = stopping.step(val_loss)
        row = {"train_loss": train_loss.hex(), "val_loss": val_loss.hex(), "stopped": stopped}
        rows.append(row)
        _atomically(_note(directory, reached), lambda temporary: temporary.write_text(json.dumps(row)))
        checkpointer.update(model, optimizer, epoch=reached, val_loss=val_loss)

    if checkpointer.best_epoch is not None:
        load_checkpoint(directory / "best.pt", model, device=device)
    return {
        "train_loss": [float.fromhex(row["train_loss"]) for row in rows],
        "val_loss": [float.fromhex(row["val_loss"]) for row in rows],
        "best_epoch": checkpointer.best_epoch,
        "stopped_early": stopped,
    }
