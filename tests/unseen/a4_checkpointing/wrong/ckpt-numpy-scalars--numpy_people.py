# exercise: save_checkpoint
# mistake: val_loss is stored as a NumPy scalar, which torch.load(weights_only=True) refuses
import copy
import math
import pathlib

import numpy as np
import torch


def pack(model, optimizer, epoch, val_loss, **more):
    return dict(epoch=epoch, val_loss=np.float64(val_loss), net=model.state_dict(), opt=optimizer.state_dict(), **more)


def write(path, content):
    path = pathlib.Path(path)
    draft = path.parent / f"_{path.name}"
    torch.save(content, draft)
    draft.rename(path)


def read(path, device="cpu"):
    return torch.load(path, map_location=device, weights_only=False)


def lower(value, best):
    return not math.isnan(value) and (best is None or value < best)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    write(path, pack(model, optimizer, epoch, val_loss))


def load_checkpoint(path, model, optimizer=None, *, device):
    saved = read(path, device)
    copy.deepcopy(model).load_state_dict(saved["net"])  # dress rehearsal: complains before the real model is touched
    model.to(device).load_state_dict(saved["net"])
    if optimizer is not None:
        optimizer.load_state_dict(saved["opt"])
    return {"epoch": int(saved["epoch"]), "val_loss": float(saved["val_loss"])}


class Checkpointer:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        best = self.directory / "best.pt"
        memory = read(best) if best.exists() else {}
        self.best_epoch, self.best_val_loss = memory.get("epoch"), memory.get("val_loss")

    def update(self, model, optimizer, *, epoch, val_loss):
        improved = lower(val_loss, self.best_val_loss)
        if improved:
            self.best_epoch, self.best_val_loss = epoch, val_loss
        for name in ["best.pt", "last.pt"] if improved else ["last.pt"]:
            save_checkpoint(self.directory / name, model, optimizer, epoch=epoch, val_loss=val_loss)
        return improved


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        gains = {"min": lambda old, new: old - new, "max": lambda old, new: new - old}
        if mode not in gains or patience < 1:
            raise ValueError("mode is min or max, patience at least 1")
        self.gain, self.patience, self.min_delta = gains[mode], patience, min_delta
        self.best, self.bad_epochs = None, 0

    def step(self, value):
        better = value == value and (self.best is None or self.gain(self.best, value) > self.min_delta)
        self.best, self.bad_epochs = (value, 0) if better else (self.best, self.bad_epochs + 1)
        return self.bad_epochs >= self.patience


def sweep(model, loader, criterion, device, optimizer=None):
    learning = optimizer is not None
    model.train(learning)
    losses, sizes = [], []
    with torch.set_grad_enabled(learning):
        for x, y in loader:
            loss = criterion(model(x.to(device)), y.to(device))
            if learning:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            losses.append(loss.item())
            sizes.append(len(x))
    model.train()
    return sum(l * n for l, n in zip(losses, sizes)) / sum(sizes)


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = pathlib.Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    best_file, last_file = directory / "best.pt", directory / "last.pt"
    train_loss, val_loss, best_epoch, best_loss, best_weights, waited = [], [], None, None, None, 0

    if resume and last_file.exists():
        load_checkpoint(last_file, model, optimizer, device=device)
        saved = read(last_file)
        train_loss, val_loss = saved["train_loss_history"], saved["val_loss_history"]
        best_epoch, best_loss, waited = saved["best_epoch"], saved["best_loss"], saved["waited"]
        if best_epoch is not None:
            best_weights = read(best_file, device)["net"]
    else:
        for old in (last_file, best_file):
            old.unlink(missing_ok=True)

    while len(val_loss) < max_epochs and waited < patience:
        train_loss.append(sweep(model, train_loader, criterion, device, optimizer))
        val_loss.append(sweep(model, val_loader, criterion, device))
        waited += 1
        improved = lower(val_loss[-1], best_loss)
        if improved:
            best_epoch, best_loss, waited = len(val_loss), val_loss[-1], 0
            best_weights = copy.deepcopy(model.state_dict())
        state = pack(
            model,
            optimizer,
            len(val_loss),
            val_loss[-1],
            train_loss_history=train_loss,
            val_loss_history=val_loss,
            best_epoch=best_epoch,
            best_loss=best_loss,
            waited=waited,
        )
        if improved:
            write(best_file, state)
        write(last_file, state)

    if best_weights is not None:
        model.load_state_dict(best_weights)
    return dict(train_loss=train_loss, val_loss=val_loss, best_epoch=best_epoch, stopped_early=waited >= patience)
