# Keeps a diary: one JSON line per epoch is appended to epochs.jsonl (before last.pt is written). A crash may leave a
# half line, or a line of an epoch that last.pt does not know: when resuming, the diary is read leniently, the last
# line of each epoch counts, and epochs beyond last.pt are dropped. Also logs and prints.
import json
import logging
import math
import os
import sys
from pathlib import Path

import torch

log = logging.getLogger("a4.checkpoints")


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    path = Path(path)
    partial = path.with_name("~" + path.name)
    log.debug("writing %s", partial)
    torch.save(
        {
            "epoch": int(epoch),
            "val_loss": float(val_loss),
            "network": model.state_dict(),
            "optimizer": optimizer.state_dict(),
        },
        str(partial),
    )
    os.replace(str(partial), str(path))
    log.info("saved %s (epoch %d, val_loss %.6g, %d bytes)", path, epoch, val_loss, path.stat().st_size)


def load_checkpoint(path, model, optimizer=None, *, device):
    try:
        checkpoint = torch.load(path, map_location=device, weights_only=True)
    except FileNotFoundError:
        log.error("there is no checkpoint at %s", path)
        raise
    mine = {name: getattr(t, "shape", None) for name, t in model.state_dict().items()}
    theirs = {name: getattr(t, "shape", None) for name, t in checkpoint["network"].items()}
    if mine != theirs:
        different = {name for name in {**mine, **theirs} if mine.get(name) != theirs.get(name)}
        log.error("%s does not fit: %s", path, different)
        raise RuntimeError(f"the checkpoint is of another network: {sorted(different)}")
    model.to(device)
    model.load_state_dict(checkpoint["network"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    log.info("loaded %s (epoch %d)", path, checkpoint["epoch"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        try:
            best = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = best["epoch"], best["val_loss"]
            log.info("the best so far is epoch %d", self.best_epoch)
        except FileNotFoundError:
            log.info("no best so far in %s", self.directory)

    def update(self, model, optimizer, *, epoch, val_loss):
        if math.isnan(val_loss):
            log.warning("val_loss is NaN in epoch %d", epoch)
            best = False
        else:
            best = self.best_epoch is None or val_loss < self.best_val_loss
        if best:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("unknown mode: %r" % (mode,))
        if patience < 1:
            raise ValueError("patience below 1: %r" % (patience,))
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        improvement = math.nan
        if self.best is not None:
            improvement = self.best - value if self.mode == "min" else value - self.best
        if (self.best is None and not math.isnan(value)) or improvement > self.min_delta:
            log.debug("improved from %s to %s", self.best, value)
            self.best, self.bad_epochs = value, 0
            return False
        self.bad_epochs += 1
        log.debug("%d of %d epochs without improvement", self.bad_epochs, self.patience)
        return self.bad_epochs >= self.patience


def _append(path, entry):
    with open(path, "a", encoding="utf-8") as file:
        # a leading newline closes a line that a crash may have left half written
        file.write("\n" + json.dumps(entry) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _entries(path, up_to):
    found = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:
                log.warning("a broken line in %s", path)
                continue
            if isinstance(entry, dict) and entry["epoch"] <= up_to:
                found[entry["epoch"]] = entry
    return [found[epoch] for epoch in sorted(found)]


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    last, best, diary = directory / "last.pt", directory / "best.pt", directory / "epochs.jsonl"
    entries = []
    epoch = 0
    if resume and last.exists():
        epoch = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        entries = _entries(diary, epoch)
        print(f"resuming after epoch {epoch}", file=sys.stderr)
    else:
        for old in (last, best, diary):
            old.unlink(missing_ok=True)
    checkpointer, stopping = Checkpointer(directory), EarlyStopping(patience)
    stopped = False
    for entry in entries:
        stopped = stopping.step(entry["val_loss"]) or entry["stopped"]

    while epoch < max_epochs and not stopped:
        epoch += 1
        model.train()
        train_total, train_n = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            train_total += loss.item() * inputs.shape[0]
            train_n += inputs.shape[0]
        model.eval()
        val_total, val_n = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                val_total += criterion(model(inputs), targets).item() * inputs.shape[0]
                val_n += inputs.shape[0]
        train_loss, val_loss = train_total / train_n, val_total / val_n
        stopped = stopping.step(val_loss)
        entry = {"epoch": epoch, "train_loss": train_loss, "val_loss": val_loss, "stopped": stopped}
        entries.append(entry)
        _append(diary, entry)
        star = "*" if checkpointer.update(model, optimizer, epoch=epoch, val_loss=val_loss) else " "
        print(f"{star} epoch {epoch:3d}/{max_epochs}  train {train_loss:.5f}  val {val_loss:.5f}")

    if checkpointer.best_epoch is None:
        log.warning("no epoch was the best; the last weights stay")
    else:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": [entry["train_loss"] for entry in entries],
        "val_loss": [entry["val_loss"] for entry in entries],
        "best_epoch": checkpointer.best_epoch,
        "stopped_early": stopped,
    }
