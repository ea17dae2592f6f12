# exercise: save_checkpoint, EarlyStopping
# mistake: the checkpoint is written straight into its final file, and early stopping waits one call more than patience
import copy
import os
from math import inf, isnan

import torch


def pack(model, optimizer, epoch, val_loss, **more):
    return {"epoch": epoch, "val_loss": val_loss, "weights": model.state_dict(),
            "opt": optimizer.state_dict(), **more}


def write(obj, path):
    torch.save(obj, f"{path}.new")
    os.rename(f"{path}.new", path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    with open(path, "wb") as file:
        torch.save(pack(model, optimizer, int(epoch), float(val_loss)), file)
        file.flush()
        os.fsync(file.fileno())  # really on disk


def load_checkpoint(path, model, optimizer=None, *, device):
    ckpt = torch.load(path, map_location=device, weights_only=True)
    before = copy.deepcopy(model.state_dict())
    try:
        model.load_state_dict(ckpt["weights"])
    except Exception:
        model.load_state_dict(before)  # undo whatever was copied
        raise
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(ckpt["opt"])
    return {"epoch": ckpt["epoch"], "val_loss": ckpt["val_loss"]}


class Checkpointer:
    """Like keras.callbacks.ModelCheckpoint(save_best_only=...), both at once."""

    def __init__(self, directory):
        os.makedirs(directory, exist_ok=True)
        self.best_file = os.path.join(directory, "best.pt")
        self.last_file = os.path.join(directory, "last.pt")
        self.best_epoch, self.best_val_loss = 0, inf
        self.seen = False
        if os.path.exists(self.best_file):
            old = torch.load(self.best_file, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss, self.seen = old["epoch"], old["val_loss"], True

    def update(self, model, optimizer, *, epoch, val_loss):
        improved = (not isnan(val_loss)) and (not self.seen or val_loss < self.best_val_loss)
        targets = [self.best_file, self.last_file] if improved else [self.last_file]
        for file in targets:
            save_checkpoint(file, model, optimizer, epoch=epoch, val_loss=val_loss)
        if improved:
            self.best_epoch, self.best_val_loss, self.seen = epoch, val_loss, True
        return improved


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("patience must be positive")
        if mode not in ("min", "max"):
            raise ValueError("mode must be min or max")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        delta = None if self.best is None else (self.best - value) * (1 if self.mode == "min" else -1)
        self.bad_epochs += 1
        if not isnan(value) and (delta is None or delta > self.min_delta):
            self.best = value
            self.bad_epochs = 0
        return self.bad_epochs > self.patience


def mean_loss(pairs):
    pairs = list(pairs)
    return sum(l * n for l, n in pairs) / sum(n for _, n in pairs)


def train_batches(model, loader, criterion, optimizer, device):
    model.train()
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        yield loss.item(), x.shape[0]


def val_batches(model, loader, criterion, device):
    model.eval()
    for x, y in loader:
        with torch.inference_mode():
            loss = criterion(model(x.to(device)), y.to(device)).item()
        yield loss, x.shape[0]


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device,
        resume=False):
    os.makedirs(directory, exist_ok=True)
    last, best = (os.path.join(directory, f) for f in ("last.pt", "best.pt"))
    found_mode = model.training
    logs = {"train_loss": [], "val_loss": [], "best_epoch": None}
    best_value, best_weights, wait = None, None, 0
    if resume and os.path.isfile(last):
        ckpt = torch.load(last, map_location=device, weights_only=True)
        model.load_state_dict(ckpt["weights"])
        optimizer.load_state_dict(ckpt["opt"])
        logs, best_value, best_weights, wait = (ckpt[k] for k in ("logs", "best_value", "best_weights", "wait"))
    else:
        for f in (last, best):
            if os.path.exists(f):
                os.remove(f)
    for epoch in range(len(logs["val_loss"]) + 1, max_epochs + 1):
        if wait >= patience:
            break
        logs["train_loss"].append(mean_loss(train_batches(model, train_loader, criterion, optimizer, device)))
        current = mean_loss(val_batches(model, val_loader, criterion, device))
        logs["val_loss"].append(current)
        if not isnan(current) and (best_value is None or current < best_value):
            best_value, wait = current, 0
            logs["best_epoch"] = epoch
            best_weights = copy.deepcopy(model.state_dict())
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=current)
        else:
            wait += 1
        write({"epoch": epoch, "val_loss": current, "weights": model.state_dict(), "opt": optimizer.state_dict(),
               "logs": logs, "best_value": best_value, "best_weights": best_weights, "wait": wait}, last)
    if best_weights is not None:
        model.load_state_dict(best_weights)
    model.train(found_mode)
    return {**logs, "stopped_early": wait >= patience}
