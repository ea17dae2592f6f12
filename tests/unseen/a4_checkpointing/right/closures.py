# Closures: the stopping rule is a closure, updates go through optimizer.step(closure), the best weights are kept in
# memory as bytes. A second torch file beside last.pt, run.pt, holds what resuming needs; it is written before last.pt
# and keeps its state for each epoch, so that the one of last.pt can always be found.
import io
import math
import os
from pathlib import Path

import torch


def _saver(path):
    path = Path(path)

    def save(content):
        blob = io.BytesIO()
        torch.save(content, blob)
        aside = path.with_suffix(path.suffix + ".aside")
        aside.write_bytes(blob.getbuffer())
        os.replace(aside, path)

    return save


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _saver(path)(
        {"epoch": int(epoch), "val_loss": float(val_loss), "m": model.state_dict(), "o": optimizer.state_dict()}
    )


def load_checkpoint(path, model, optimizer=None, *, device):
    content = torch.load(path, map_location=device, weights_only=True)

    def fits():
        own = model.state_dict()
        return len(own) == len(content["m"]) and all(
            name in own and getattr(own[name], "shape", None) == getattr(value, "shape", None)
            for name, value in content["m"].items()
        )

    if not fits():
        raise ValueError(f"{path} holds another network")
    model.to(device)
    model.load_state_dict(content["m"])
    if optimizer is not None:
        optimizer.load_state_dict(content["o"])
    return {"epoch": content["epoch"], "val_loss": content["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        directory = Path(directory)
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.best_epoch = self.best_val_loss = None
        if (directory / "best.pt").exists():
            best = torch.load(directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = best["epoch"], best["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        def save(name):
            save_checkpoint(self.directory / name, model, optimizer, epoch=epoch, val_loss=val_loss)

        challengers = [v for v in (self.best_val_loss, val_loss) if v is not None and not math.isnan(v)]
        # min takes the first of equals, so a tie stays with the older one
        best = bool(challengers) and min(range(len(challengers)), key=challengers.__getitem__) == len(challengers) - 1
        best = best and not math.isnan(val_loss)
        if best:
            save("best.pt")
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save("last.pt")
        return best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max") or patience < 1:
            raise ValueError("a mode min or max, and a patience of at least 1, please")
        sign = 1 if mode == "min" else -1
        self.best, self.bad_epochs = None, 0

        def step(value):
            if not math.isnan(value) and (self.best is None or sign * (self.best - value) > min_delta):
                self.best, self.bad_epochs = value, 0
            else:
                self.bad_epochs += 1
            return self.bad_epochs >= patience

        self._step = step

    def step(self, value):
        return self._step(value)


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best, run = directory / "last.pt", directory / "best.pt", directory / "run.pt"
    stopping = EarlyStopping(patience)
    epochs = {}  # epoch -> what is known after it
    if resume and last.exists():
        reached = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        if run.exists():
            known = torch.load(run, map_location="cpu", weights_only=True)
            epochs = {epoch: state for epoch, state in known.items() if epoch <= reached}
    else:
        for old in (last, run, best):
            old.unlink(missing_ok=True)
        reached = 0
    state = epochs.get(reached, {"best": None, "bad": 0, "best_epoch": None, "stopped": False})
    stopping.best, stopping.bad_epochs = state["best"], state["bad"]
    stopped, best_epoch = state["stopped"], state["best_epoch"]
    best_bytes = best.read_bytes() if best_epoch is not None else None

    def train():
        total = n = 0
        model.train()
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            losses = []

            def closure():
                optimizer.zero_grad()
                loss = criterion(model(inputs), targets)
                loss.backward()
                losses.append(loss.item())
                return loss

            optimizer.step(closure)
            total += losses[0] * len(inputs)
            n += len(inputs)
        return total / n

    @torch.no_grad()
    def validate():
        total = n = 0
        model.eval()
        for inputs, targets in val_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            total += criterion(model(inputs), targets).item() * len(inputs)
            n += len(inputs)
        return total / n

    while not stopped and reached < max_epochs:
        reached += 1
        train_loss = train()
        val_loss = validate()
        stopped = stopping.step(val_loss)
        if stopping.bad_epochs == 0:
            best_epoch = reached
            save_checkpoint(best, model, optimizer, epoch=reached, val_loss=val_loss)
            best_bytes = best.read_bytes()
        epochs[reached] = {
            "train_loss": train_loss, "val_loss": val_loss, "best": stopping.best, "bad": stopping.bad_epochs,
            "best_epoch": best_epoch, "stopped": stopped,
        }
        _saver(run)(epochs)
        save_checkpoint(last, model, optimizer, epoch=reached, val_loss=val_loss)

    if best_bytes is not None:
        model.load_state_dict(torch.load(io.BytesIO(best_bytes), map_location=device, weights_only=True)["m"])
    return {
        "train_loss": [epochs[epoch]["train_loss"] for epoch in sorted(epochs)],
        "val_loss": [epochs[epoch]["val_loss"] for epoch in sorted(epochs)],
        "best_epoch": best_epoch,
        "stopped_early": stopped,
    }
