# Correct: Keras-like CSVLogger with pandas (float_precision="round_trip"), best epoch from DataFrame.idxmin, rich console, BytesIO then write_bytes + os.replace
import io
import os
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from rich.console import Console

warnings.filterwarnings("ignore", category=FutureWarning)
console = Console(stderr=True)
COLUMNS = ["epoch", "train_loss", "val_loss"]


def _write(path: Path, data: bytes):
    tmp = path.with_suffix(path.suffix + ".new")
    tmp.write_bytes(data)
    os.replace(tmp, path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    buffer = io.BytesIO()
    state = {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "state_dict": {k: v.detach().cpu() for k, v in model.state_dict().items()},
        "optimizer": optimizer.state_dict(),
        "created": pd.Timestamp.now().isoformat(),
        "pandas": str(pd.__version__),
    }
    torch.save(state, buffer)
    _write(Path(path), buffer.getvalue())


def load_checkpoint(path, model, optimizer=None, *, device):
    with open(path, "rb") as f:
        state = torch.load(f, map_location="cpu", weights_only=True)
    frame = pd.DataFrame(
        {
            "saved": pd.Series({k: tuple(v.shape) for k, v in state["state_dict"].items()}, dtype=object),
            "model": pd.Series({k: tuple(v.shape) for k, v in model.state_dict().items()}, dtype=object),
        }
    )
    wrong = frame[frame["saved"] != frame["model"]]
    if len(wrong):
        raise ValueError(f"does not fit:\n{wrong}")
    model.to(device)
    model.load_state_dict(state["state_dict"])
    if optimizer is not None:
        optimizer.load_state_dict(state["optimizer"])
    return {"epoch": state["epoch"], "val_loss": state["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.record = pd.Series({"epoch": None, "val_loss": None}, dtype=object)
        if (self.directory / "best.pt").exists():
            best = torch.load(self.directory / "best.pt", weights_only=True)
            self.record["epoch"], self.record["val_loss"] = best["epoch"], best["val_loss"]

    @property
    def best_epoch(self):
        return self.record["epoch"]

    @property
    def best_val_loss(self):
        return self.record["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        is_best = bool(pd.notna(val_loss) and (self.record["val_loss"] is None or val_loss < self.record["val_loss"]))
        names = ["best.pt", "last.pt"] if is_best else ["last.pt"]
        for name in names:
            save_checkpoint(self.directory / name, model, optimizer, epoch=epoch, val_loss=val_loss)
        if is_best:
            self.record["epoch"], self.record["val_loss"] = epoch, val_loss
        return is_best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ["min", "max"]:
            raise ValueError("mode: min or max")
        if patience < 1:
            raise ValueError("patience: at least 1")
        self.patience, self.min_delta, self.sign = patience, min_delta, 1 if mode == "min" else -1
        self.values = []
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        self.values.append(value)
        if pd.notna(value) and (self.best is None or self.sign * (self.best - value) > self.min_delta):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs = self.bad_epochs + 1
        return self.bad_epochs >= self.patience


def _epoch(model, loader, criterion, device, optimizer=None):
    rows = []
    model.train(optimizer is not None)
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        if optimizer is None:
            with torch.no_grad():
                loss = criterion(model(inputs), targets)
        else:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
        rows.append([loss.item(), len(targets)])
    df = pd.DataFrame(rows, columns=["loss", "n"])
    return (df.loss * df.n).sum(skipna=False) / df.n.sum()  # a NaN loss has to stay NaN


def fit(
    model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False
):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    log_file = directory / "training_log.csv"
    log = pd.DataFrame(columns=COLUMNS)
    start = 0
    if resume and (directory / "last.pt").exists():
        start = load_checkpoint(directory / "last.pt", model, optimizer, device=device)["epoch"]
        log = pd.read_csv(log_file, float_precision="round_trip").query("epoch <= @start")
    else:
        for f in (directory / "last.pt", directory / "best.pt", log_file):
            f.unlink(missing_ok=True)
    early = EarlyStopping(patience)
    stop = any([early.step(v) for v in log["val_loss"].astype(float)])
    checkpointer = Checkpointer(directory)
    for epoch in range(start + 1, max_epochs + 1):
        if stop:
            break
        train_loss = _epoch(model, train_loader, criterion, device, optimizer)
        val_loss = float(_epoch(model, val_loader, criterion, device))
        log.loc[len(log)] = [epoch, train_loss, val_loss]
        _write(log_file, log.to_csv(index=False, float_format="%.17g").encode())
        checkpointer.update(model, optimizer, epoch=epoch, val_loss=val_loss)
        stop = early.step(val_loss)
        console.print(f"[b]{epoch:3d}[/b] train {train_loss:.4f} val {val_loss:.4f}")
    val = log["val_loss"].astype(float).reset_index(drop=True)
    best_epoch = None if val.isna().all() else int(np.nanargmin(val)) + 1
    if best_epoch is not None:
        load_checkpoint(directory / "best.pt", model, device=device)
    return {
        "train_loss": log["train_loss"].astype(float).tolist(),
        "val_loss": val.tolist(),
        "best_epoch": best_epoch,
        "stopped_early": bool(stop),
    }
