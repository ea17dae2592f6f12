# One file is written once and linked twice: the temporary file becomes best.pt (a hard link, or a copy where there
# are no links) and then last.pt. The best weights are also cached in memory during fit.
# A state of fit lives under the extra key "fit" of last.pt.
import math
import os
import shutil
from functools import cached_property
from pathlib import Path

import torch


class CheckpointFile:
    """A lazily read checkpoint."""

    def __init__(self, path, device="cpu"):
        self.path, self.device = Path(path), device

    @cached_property
    def content(self):
        return torch.load(self.path, map_location=self.device, weights_only=True)

    def __getitem__(self, key):
        return self.content[key]


def _write(directory, names, content):
    """Write the content once and let it appear under each name, one rename per name."""
    directory = Path(directory)
    temporary = directory / f"_{names[-1]}.{os.getpid()}.tmp"
    torch.save(content, temporary)
    for name in names[:-1]:
        twin = directory / f"_{name}.{os.getpid()}.twin"
        twin.unlink(missing_ok=True)
        try:
            os.link(temporary, twin)
        except OSError:
            shutil.copyfile(temporary, twin)
        os.replace(twin, directory / name)
    os.replace(temporary, directory / names[-1])


def _content(model, optimizer, epoch, val_loss):
    return {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "weights": list(model.state_dict().items()),
        "optimizer": optimizer.state_dict(),
    }


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    path = Path(path)
    _write(path.parent, [path.name], _content(model, optimizer, epoch, val_loss))


def _restore(file, model, optimizer, device):
    weights = dict(file["weights"])
    expected = {name: torch.as_tensor(value).shape for name, value in model.state_dict().items()}
    if expected != {name: torch.as_tensor(value).shape for name, value in weights.items()}:
        raise ValueError(f"{file.path} is of a network with other tensors")
    model.to(device)
    model.load_state_dict(weights)
    if optimizer is not None:
        optimizer.load_state_dict(file["optimizer"])
    return {"epoch": file["epoch"], "val_loss": file["val_loss"]}


def load_checkpoint(path, model, optimizer=None, *, device):
    return _restore(CheckpointFile(path, device), model, optimizer, device)


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)

    @cached_property
    def _best(self):
        """(epoch, val_loss) of the best: read from best.pt when first needed, kept up to date afterwards."""
        path = self.directory / "best.pt"
        if not path.exists():
            return None, None
        file = CheckpointFile(path)
        return file["epoch"], file["val_loss"]

    @property
    def best_epoch(self):
        return self._best[0]

    @property
    def best_val_loss(self):
        return self._best[1]

    def update(self, model, optimizer, *, epoch, val_loss):
        improved = not math.isnan(val_loss) and (self.best_epoch is None or val_loss < self.best_val_loss)
        names = ["best.pt", "last.pt"] if improved else ["last.pt"]
        _write(self.directory, names, _content(model, optimizer, epoch, val_loss))
        if improved:
            self._best = (epoch, float(val_loss))
        return improved


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1 or mode not in ("min", "max"):
            raise ValueError("patience >= 1 and mode 'min' or 'max' are needed")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.memory = (None, 0)

    @property
    def best(self):
        return self.memory[0]

    @property
    def bad_epochs(self):
        return self.memory[1]

    def step(self, value):
        best, bad = self.memory
        if math.isnan(value):
            better = False
        elif best is None:
            better = True
        elif self.mode == "min":
            better = best - value > self.min_delta
        else:
            better = value - best > self.min_delta
        self.memory = (value, 0) if better else (best, bad + 1)
        return self.bad_epochs >= self.patience


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    stopping = EarlyStopping(patience)
    state = {"train_loss": [], "val_loss": [], "best": [None, None], "memory": [None, 0], "stopped": False}
    cached_best = None
    if resume and (directory / "last.pt").exists():
        file = CheckpointFile(directory / "last.pt", device)
        _restore(file, model, optimizer, device)
        state = file["fit"]
        stopping.memory = tuple(state["memory"])
    else:
        (directory / "last.pt").unlink(missing_ok=True)
        (directory / "best.pt").unlink(missing_ok=True)

    def run(loader, training):
        model.train(training)
        losses, sizes = [], []
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            with torch.set_grad_enabled(training):
                loss = criterion(model(inputs), targets)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            losses.append(loss.detach().double() * len(inputs))
            sizes.append(len(inputs))
        return torch.stack(losses).sum().item() / sum(sizes)

    while len(state["val_loss"]) < max_epochs and not state["stopped"]:
        state["train_loss"].append(run(train_loader, True))
        val_loss = run(val_loader, False)
        state["val_loss"].append(val_loss)
        epoch = len(state["val_loss"])
        state["stopped"] = stopping.step(val_loss)
        state["memory"] = list(stopping.memory)
        names = ["last.pt"]
        if not math.isnan(val_loss) and (state["best"][0] is None or val_loss < state["best"][1]):
            state["best"] = [epoch, val_loss]
            cached_best = {name: value.detach().clone() for name, value in model.state_dict().items()}
            names = ["best.pt", "last.pt"]
        _write(directory, names, {**_content(model, optimizer, epoch, val_loss), "fit": state})

    if cached_best is not None:
        model.load_state_dict(cached_best)
    elif state["best"][0] is not None:
        load_checkpoint(directory / "best.pt", model, device=device)
    return {
        "train_loss": state["train_loss"],
        "val_loss": state["val_loss"],
        "best_epoch": state["best"][0],
        "stopped_early": state["stopped"],
    }
