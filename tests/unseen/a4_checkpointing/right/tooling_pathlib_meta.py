# Correct: NamedTemporaryFile + fsync + os.replace; metadata (git hash, date, versions, hostname) in the checkpoint; history.json sidecar; tqdm bars
import contextlib
import datetime
import json
import logging
import math
import os
import platform
import subprocess
import tempfile
from pathlib import Path

import torch
from tqdm.auto import tqdm

logger = logging.getLogger("checkpoint")


def git_hash():
    try:
        return subprocess.run(
            ["git", "rev-parse", "HEAD"], capture_output=True, text=True, timeout=2, check=True
        ).stdout.strip()
    except Exception:
        return "unknown"


GIT_HASH = git_hash()


@contextlib.contextmanager
def atomic_write(path, mode="wb"):
    path = Path(path)
    tmp = tempfile.NamedTemporaryFile(mode, dir=path.parent, prefix=f".{path.name}.", suffix=".tmp", delete=False)
    try:
        with tmp:
            yield tmp
            tmp.flush()
            os.fsync(tmp.fileno())
        os.replace(tmp.name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(tmp.name)
        raise


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "model_state_dict": model.state_dict(),
        "optimizer_state_dict": optimizer.state_dict(),
        "meta": {
            "git": GIT_HASH,
            "saved_at": datetime.datetime.now().isoformat(timespec="seconds"),
            "torch": str(torch.__version__),
            "python": platform.python_version(),
            "host": platform.node(),
            "model_class": type(model).__name__,
            "n_parameters": sum(p.numel() for p in model.parameters()),
        },
    }
    with atomic_write(path) as f:
        torch.save(checkpoint, f)


def load_checkpoint(path, model, optimizer=None, *, device):
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(path)
    checkpoint = torch.load(path, map_location=device, weights_only=True)
    saved, own = checkpoint["model_state_dict"], model.state_dict()
    if saved.keys() != own.keys():
        raise RuntimeError(f"other network: {sorted(saved.keys() ^ own.keys())}")
    for name, tensor in own.items():
        if tensor.shape != saved[name].shape:
            raise RuntimeError(f"{name}: {tuple(saved[name].shape)} != {tuple(tensor.shape)}")
    model.to(device)
    model.load_state_dict(saved, strict=True)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer_state_dict"])
    logger.info("loaded %s, saved at %s", path, checkpoint["meta"]["saved_at"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory).expanduser()
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        if self.best_path.exists():
            best = torch.load(self.best_path, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = best["epoch"], best["val_loss"]

    @property
    def last_path(self):
        return self.directory / "last.pt"

    @property
    def best_path(self):
        return self.directory / "best.pt"

    def update(self, model, optimizer, *, epoch, val_loss):
        improved = not math.isnan(val_loss) and (self.best_val_loss is None or val_loss < self.best_val_loss)
        if improved:  # best first: a crash in between only repeats an epoch
            save_checkpoint(self.best_path, model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save_checkpoint(self.last_path, model, optimizer, epoch=epoch, val_loss=val_loss)
        return improved


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("patience must be >= 1")
        if mode not in {"min", "max"}:
            raise ValueError("mode must be 'min' or 'max'")
        self.patience, self.min_delta, self.mode = patience, abs(min_delta), mode
        self.best = None
        self.bad_epochs = 0

    def is_better(self, value):
        if math.isnan(value):
            return False
        if self.best is None:
            return True
        return value < self.best - self.min_delta if self.mode == "min" else value > self.best + self.min_delta

    def step(self, value):
        if self.is_better(value):
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def _mean_loss(model, loader, criterion, device, optimizer=None):
    training = optimizer is not None
    model.train(training)
    total, n = 0.0, 0
    with torch.set_grad_enabled(training), tqdm(loader, desc="train" if training else "val", leave=False) as bar:
        for inputs, targets in bar:
            inputs, targets = inputs.to(device, non_blocking=True), targets.to(device, non_blocking=True)
            loss = criterion(model(inputs), targets)
            if training:
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                optimizer.step()
            total += loss.item() * len(inputs)
            n += len(inputs)
            bar.set_postfix(loss=total / n)
    return total / n


def fit(
    model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False
):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best, sidecar = directory / "last.pt", directory / "best.pt", directory / "history.json"
    history = {"train_loss": [], "val_loss": []}
    epoch = 0
    if resume and last.exists():
        epoch = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        history = {name: values[:epoch] for name, values in json.loads(sidecar.read_text()).items()}
    else:
        for old in (last, best, sidecar):
            old.unlink(missing_ok=True)
    checkpointer = Checkpointer(directory)
    stopper = EarlyStopping(patience)
    stop = False
    for value in history["val_loss"]:
        stop = stopper.step(value)
    pbar = tqdm(total=max_epochs, initial=min(epoch, max_epochs), desc="epochs")
    while epoch < max_epochs and not stop:
        epoch += 1
        history["train_loss"].append(_mean_loss(model, train_loader, criterion, device, optimizer))
        history["val_loss"].append(_mean_loss(model, val_loader, criterion, device))
        with atomic_write(sidecar, "w") as f:
            json.dump(history, f, indent=2)
        checkpointer.update(model, optimizer, epoch=epoch, val_loss=history["val_loss"][-1])
        stop = stopper.step(history["val_loss"][-1])
        pbar.update()
        pbar.set_postfix({k: v[-1] for k, v in history.items()})
    pbar.close()
    if best.exists():
        load_checkpoint(best, model, device=device)
    return {**history, "best_epoch": checkpointer.best_epoch, "stopped_early": stop}
