# exercise: fit
# mistake: fit takes best_epoch from min() over (loss, index) pairs numbered by a plain enumerate, so epochs count from 0
import copy
import json
import math
import os
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


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
            "model_state_dict": model.state_dict(),
            "optimizer_state_dict": optimizer.state_dict(),
        },
        path,
    )


def load_checkpoint(path, model, optimizer=None, *, device):
    with open(path, "rb") as file:
        saved = torch.load(file, map_location=device, weights_only=True)
    backup = {name: value.clone() for name, value in model.state_dict().items()}
    try:
        model.load_state_dict(saved["model_state_dict"])
    except RuntimeError:
        # load_state_dict copies what fits before it complains: put everything back
        model.load_state_dict(backup)
        raise
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(saved["optimizer_state_dict"])
    return dict(epoch=saved["epoch"], val_loss=saved["val_loss"])


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        if (self.directory / "best.pt").exists():
            old = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = old["epoch"], old["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        is_best = not math.isnan(val_loss) and (self.best_val_loss is None or val_loss < self.best_val_loss)
        if is_best:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


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


def _mean_loss(model, loader, criterion, device, optimizer=None):
    losses, sizes = [], []
    for batch in loader:
        inputs, targets = [tensor.to(device) for tensor in batch]
        loss = criterion(model(inputs), targets)
        if optimizer is not None:
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
        losses.append(loss.item())
        sizes.append(inputs.shape[0])
    return sum(a * b for a, b in zip(losses, sizes)) / sum(sizes)


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
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    train_losses, val_losses = [], []
    lowest, bad_epochs = None, 0
    mode_before = model.training

    if resume and last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        extra = torch.load(last, map_location="cpu", weights_only=True)
        train_losses, val_losses = extra["train_losses"], extra["val_losses"]
        lowest, bad_epochs = extra["lowest"], extra["bad_epochs"]
    else:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)

    optimizer.zero_grad()
    for epoch in range(len(val_losses) + 1, max_epochs + 1):
        if bad_epochs >= patience:
            break
        model.train()
        train_losses.append(_mean_loss(model, train_loader, criterion, device, optimizer))
        model.eval()
        with torch.no_grad():
            val_losses.append(_mean_loss(model, val_loader, criterion, device))
        val_loss = val_losses[-1]
        bad_epochs += 1
        if val_loss == val_loss and (lowest is None or val_loss < lowest):
            lowest, bad_epochs = val_loss, 0
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=val_loss)
        _atomic_save(
            {
                "epoch": epoch,
                "val_loss": val_loss,
                "model_state_dict": model.state_dict(),
                "optimizer_state_dict": optimizer.state_dict(),
                "train_losses": train_losses,
                "val_losses": val_losses,
                "lowest": lowest,
                "bad_epochs": bad_epochs,
            },
            last,
        )

    best_epoch = None
    if lowest is not None:
        load_checkpoint(best, model, device=device)
        candidates = [(loss, number) for number, loss in enumerate(val_losses) if not math.isnan(loss)]
        _, best_epoch = min(candidates)
    model.train(mode_before)
    return {
        "train_loss": train_losses,
        "val_loss": val_losses,
        "best_epoch": best_epoch,
        "stopped_early": bad_epochs >= patience,
    }
