# Checks everything: arguments, the written file (it is read back before it takes the name), the restored state.
import math
import os
from pathlib import Path

import torch
from torch import nn


def _check_path(path):
    path = Path(path)
    if not path.parent.is_dir():
        raise NotADirectoryError(path.parent)
    return path


def _save(path, content):
    path = _check_path(path)
    temporary = path.with_name(path.name + ".unverified")
    torch.save(content, temporary)
    again = torch.load(temporary, map_location="cpu", weights_only=True)
    assert again["epoch"] == content["epoch"], "the file does not hold what was written"
    assert again.keys() == content.keys()
    os.replace(temporary, path)
    assert path.is_file()


def _content(model, optimizer, epoch, val_loss):
    assert isinstance(model, nn.Module)
    return {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "model_state": model.state_dict(),
        "optimizer_state": optimizer.state_dict(),
    }


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _save(path, _content(model, optimizer, epoch, val_loss))


def _check_model(model, state):
    present = model.state_dict()
    problems = [f"missing: {name}" for name in present.keys() - state.keys()]
    problems += [f"unexpected: {name}" for name in state.keys() - present.keys()]
    for name in present.keys() & state.keys():
        a, b = present[name], state[name]
        if torch.is_tensor(a) != torch.is_tensor(b) or (torch.is_tensor(a) and a.shape != b.shape):
            problems.append(f"another shape: {name}")
    if problems:
        raise ValueError("; ".join(sorted(problems)))


def _check_optimizer(optimizer, state):
    if len(optimizer.param_groups) != len(state["param_groups"]):
        raise ValueError("another number of parameter groups")
    for group, saved in zip(optimizer.param_groups, state["param_groups"]):
        if len(group["params"]) != len(saved["params"]):
            raise ValueError("another number of parameters in a group")


def load_checkpoint(path, model, optimizer=None, *, device):
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"there is no {path}")
    content = torch.load(path, map_location=device, weights_only=True)
    for key, kind in (("epoch", int), ("val_loss", float), ("model_state", dict), ("optimizer_state", dict)):
        if not isinstance(content.get(key), kind):
            raise ValueError(f"{path} has no proper {key}")
    _check_model(model, content["model_state"])
    if optimizer is not None:
        _check_optimizer(optimizer, content["optimizer_state"])
    # everything fits: now, and only now, things change
    model.to(device)
    result = model.load_state_dict(content["model_state"])
    assert not result.missing_keys and not result.unexpected_keys
    if optimizer is not None:
        optimizer.load_state_dict(content["optimizer_state"])
    return {"epoch": content["epoch"], "val_loss": content["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        if self.directory.exists() and not self.directory.is_dir():
            raise NotADirectoryError(self.directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch, self.best_val_loss = None, None
        if (self.directory / "best.pt").exists():
            content = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = content["epoch"], content["val_loss"]
            assert not math.isnan(self.best_val_loss)

    def update(self, model, optimizer, *, epoch, val_loss):
        val_loss = float(val_loss)
        improved = not math.isnan(val_loss) and (self.best_val_loss is None or val_loss < self.best_val_loss)
        if improved:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        assert (self.directory / "last.pt").exists()
        return improved


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError(f'mode must be "min" or "max", not {mode!r}')
        if patience < 1:
            raise ValueError(f"patience must be at least 1, not {patience}")
        if math.isnan(min_delta):
            raise ValueError("min_delta cannot be NaN")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best, self.bad_epochs = None, 0

    def step(self, value):
        value = float(value)
        if self._improves(value):
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        assert self.best is None or not math.isnan(self.best)
        return self.bad_epochs >= self.patience

    def _improves(self, value):
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        return (self.best - value if self.mode == "min" else value - self.best) > self.min_delta


def _epoch(model, loader, criterion, device, optimizer=None):
    training = optimizer is not None
    model.train(training)
    total, n = 0.0, 0
    with torch.set_grad_enabled(training):
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            assert len(inputs) == len(targets) and model.training == training
            loss = criterion(model(inputs), targets)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(inputs)
            n += len(inputs)
    if n == 0:
        raise ValueError("an empty loader")
    return total / n


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    if max_epochs < 0:
        raise ValueError("max_epochs cannot be negative")
    stopping = EarlyStopping(patience)
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    run = {"train_loss": [], "val_loss": [], "best_epoch": None, "best_val_loss": None, "stopped_early": False}
    epoch = 0
    if resume and last.exists():
        epoch = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        run = torch.load(last, map_location="cpu", weights_only=True)["run"]
        assert len(run["train_loss"]) == len(run["val_loss"]) == epoch
        for value in run["val_loss"]:
            stopping.step(value)
        if stopping.bad_epochs >= patience:
            run["stopped_early"] = True
    else:
        for old in (last, best):
            if old.exists():
                old.unlink()
        assert not last.exists() and not best.exists()

    while epoch < max_epochs and not run["stopped_early"]:
        epoch += 1
        run["train_loss"].append(_epoch(model, train_loader, criterion, device, optimizer))
        val_loss = _epoch(model, val_loader, criterion, device)
        run["val_loss"].append(val_loss)
        run["stopped_early"] = stopping.step(val_loss)
        if stopping.bad_epochs == 0:  # min_delta is 0: to improve there is to be the best here
            run["best_epoch"], run["best_val_loss"] = epoch, val_loss
            save_checkpoint(best, model, optimizer, epoch=epoch, val_loss=val_loss)
        _save(last, {**_content(model, optimizer, epoch, val_loss), "run": run})
        assert len(run["val_loss"]) == epoch

    if run["best_epoch"] is not None:
        restored = load_checkpoint(best, model, device=device)
        assert restored["epoch"] == run["best_epoch"]
    return {name: run[name] for name in ("train_loss", "val_loss", "best_epoch", "stopped_early")}
