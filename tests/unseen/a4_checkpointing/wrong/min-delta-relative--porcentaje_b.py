# exercise: EarlyStopping
# mistake: min_delta is taken as a fraction of the best value, not as an amount.
import json
import math
import os
from pathlib import Path

import torch


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    path = Path(path)
    tmp = path.parent / f".{path.name}.{os.getpid()}"
    with open(tmp, "wb") as f:
        torch.save({
            "epoch": epoch,
            "val_loss": val_loss,
            "net": model.state_dict(),
            "opt": optimizer.state_dict(),
        }, f)
    os.rename(tmp, path)


def load_checkpoint(path, model, optimizer=None, *, device):
    blob = torch.load(Path(path), weights_only=True, map_location=device)
    mine, theirs = model.state_dict(), blob["net"]
    if set(mine) ^ set(theirs):
        raise KeyError("different layers")
    for name in mine:
        if mine[name].shape != theirs[name].shape:
            raise ValueError(f"{name}: {mine[name].shape} != {theirs[name].shape}")
    model.load_state_dict(theirs)
    model.to(device)
    if optimizer:
        optimizer.load_state_dict(blob["opt"])
    return dict(epoch=int(blob["epoch"]), val_loss=float(blob["val_loss"]))


class Checkpointer:
    def __init__(self, directory):
        self.dir = Path(directory)
        os.makedirs(self.dir, exist_ok=True)
        self.meta = self.dir / "best.json"
        self.best_epoch = self.best_val_loss = None
        if self.meta.exists():
            self.best_epoch, self.best_val_loss = json.loads(self.meta.read_text())

    def update(self, model, optimizer, *, epoch, val_loss):
        save_checkpoint(self.dir / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        if math.isnan(val_loss):
            return False
        if self.best_val_loss is not None and val_loss >= self.best_val_loss:
            return False
        save_checkpoint(self.dir / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        self.best_epoch, self.best_val_loss = int(epoch), float(val_loss)
        self.meta.write_text(json.dumps([self.best_epoch, self.best_val_loss]))
        return True


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("patience")
        if mode != "min" and mode != "max":
            raise ValueError("mode")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best, self.bad_epochs = None, 0

    def _better(self, value):
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        margin = self.min_delta * abs(self.best)
        return value < self.best - margin if self.mode == "min" else value > self.best + margin

    def step(self, value):
        if self._better(value):
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _best_of(values):
    """First index of the least value that is not NaN, or None."""
    ok = [(v, i) for i, v in enumerate(values) if not math.isnan(v)]
    return min(ok)[1] if ok else None


def _bad(values):
    i = _best_of(values)
    return len(values) if i is None else len(values) - 1 - i


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    folder = Path(directory)
    os.makedirs(folder, exist_ok=True)
    curves = folder / "curves.json"
    tr, va = [], []
    if resume and (folder / "last.pt").exists() and curves.exists():
        n = load_checkpoint(folder / "last.pt", model, optimizer, device=device)["epoch"]
        tr, va = (c[:n] for c in json.loads(curves.read_text()))
    else:
        for name in ("last.pt", "best.pt", "curves.json"):
            (folder / name).unlink(missing_ok=True)
    while len(va) < max_epochs and _bad(va) < patience:
        model.train()
        acc = 0.0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            acc += loss.item() * len(x)
        tr.append(acc / len(train_loader.dataset))
        model.eval()
        acc = 0.0
        with torch.inference_mode():
            for x, y in val_loader:
                acc += criterion(model(x.to(device)), y.to(device)).item() * len(x)
        va.append(acc / len(val_loader.dataset))
        # las curvas van antes que last.pt, que es el que manda
        (folder / "curves.tmp").write_text(json.dumps([tr, va]))
        os.replace(folder / "curves.tmp", curves)
        if _best_of(va) == len(va) - 1:
            save_checkpoint(folder / "best.pt", model, optimizer, epoch=len(va), val_loss=va[-1])
        save_checkpoint(folder / "last.pt", model, optimizer, epoch=len(va), val_loss=va[-1])
    best = _best_of(va)
    if best is not None:
        load_checkpoint(folder / "best.pt", model, device=device)
        best += 1
    return {"train_loss": tr, "val_loss": va, "best_epoch": best, "stopped_early": _bad(va) >= patience}
