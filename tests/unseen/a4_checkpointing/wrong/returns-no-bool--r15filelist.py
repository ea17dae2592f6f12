# exercise: Checkpointer
# mistake: Checkpointer.update returns the list of the files it wrote, which is never empty, instead of whether the epoch was the best
import contextlib
import copy
import io
import itertools
import json
import math
import os
import tempfile
from pathlib import Path

import torch
from torch import nn


def _atomic_save(obj, path):
    path = Path(path)
    tmp = path.with_name(path.name + ".tmp")
    torch.save(obj, tmp)
    os.replace(tmp, path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _atomic_save(
        {
            "epoch": int(epoch),
            "val_loss": float(val_loss),
            "net_state": model.state_dict(),
            "opt_state": optimizer.state_dict(),
        },
        path,
    )


def load_checkpoint(path, model, optimizer=None, *, device):
    with open(path, "rb") as file:
        saved = torch.load(file, map_location=device, weights_only=True)
    backup = {name: value.clone() for name, value in model.state_dict().items()}
    try:
        model.load_state_dict(saved["net_state"])
    except RuntimeError:
        # load_state_dict copies what fits before it complains: put everything back
        model.load_state_dict(backup)
        raise
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(saved["opt_state"])
    return dict(epoch=saved["epoch"], val_loss=saved["val_loss"])


class Checkpointer:
    """Keeps last.pt and best.pt in a folder."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch, self.best_val_loss = None, None
        best = self.directory / "best.pt"
        if best.exists():
            stored = torch.load(best, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = stored["epoch"], stored["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        written = ["last.pt"]
        if not math.isnan(val_loss) and (self.best_epoch is None or val_loss < self.best_val_loss):
            self.best_epoch, self.best_val_loss = epoch, val_loss
            written.insert(0, "best.pt")
        for name in written:
            save_checkpoint(self.directory / name, model, optimizer, epoch=epoch, val_loss=val_loss)
        return written


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError(f"mode must be min or max, not {mode}")
        if patience < 1:
            raise ValueError("patience must be at least 1")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best = None
        self.bad_epochs = 0

    def _improved(self, value):
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        if self.mode == "min":
            return value < self.best - self.min_delta
        return value > self.best + self.min_delta

    def step(self, value):
        if self._improved(value):
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def one_pass(model, loader, criterion, device, update=None):
    total, count = 0.0, 0
    for inputs, targets in loader:
        loss = criterion(model(inputs.to(device)), targets.to(device))
        if update is not None:
            update(loss)
        total, count = total + float(loss.detach()) * targets.shape[0], count + targets.shape[0]
    return total / count


def snapshot(model):
    return {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}


def epochs(model, train_loader, val_loader, criterion, optimizer, device, *, first, last):
    """Yield (epoch, train_loss, val_loss, weights), one epoch at a time."""

    def update(loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    for epoch in range(first, last + 1):
        model.train()
        train_loss = one_pass(model, train_loader, criterion, device, update)
        model.eval()
        with torch.inference_mode():
            val_loss = one_pass(model, val_loader, criterion, device)
        yield epoch, train_loss, val_loss, snapshot(model)


def fit(
    model,
    train_loader,
    val_loader,
    criterion,
    optimizer,
    *,
    max_epochs,
    patience,
    directory,
    device,
    resume=False,
):
    was_training = model.training
    keeper = None
    directory = Path(directory)
    log = directory / "log.json"
    history, done, best_weights = {"train_loss": [], "val_loss": []}, 0, None
    if resume and (directory / "last.pt").exists():
        done = load_checkpoint(directory / "last.pt", model, optimizer, device=device)["epoch"]
        history = {key: values[:done] for key, values in json.loads(log.read_text()).items()}
        if (directory / "best.pt").exists():
            best_weights = torch.load(directory / "best.pt", map_location=device, weights_only=True)["net_state"]
    else:
        for name in ("last.pt", "best.pt", "log.json"):
            (directory / name).unlink(missing_ok=True)
    keeper = Checkpointer(directory)
    stopper = EarlyStopping(patience)
    stop = any([stopper.step(value) for value in history["val_loss"]])

    if not stop:
        stream = epochs(
            model, train_loader, val_loader, criterion, optimizer, device, first=done + 1, last=max_epochs
        )
        for epoch, train_loss, val_loss, weights in stream:
            history["train_loss"].append(train_loss)
            history["val_loss"].append(val_loss)
            (directory / "log.tmp").write_text(json.dumps(history))
            os.replace(directory / "log.tmp", log)
            if "best.pt" in keeper.update(model, optimizer, epoch=epoch, val_loss=val_loss):
                best_weights = weights
            stop = stopper.step(val_loss)
            if stop:
                break

    best_epoch = None
    if best_weights is not None:
        model.load_state_dict(best_weights)
        best_epoch = keeper.best_epoch
    model.train(was_training)
    return dict(**history, best_epoch=best_epoch, stopped_early=stop)
