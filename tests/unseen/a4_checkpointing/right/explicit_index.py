# One row per epoch, kept in a CSV file beside last.pt (floats by repr, so nothing is lost). The CSV is written before
# last.pt; when resuming only the rows up to the epoch of last.pt count.
import csv
import math
import os
import tempfile
from pathlib import Path

import torch

COLUMNS = ["epoch", "train_loss", "val_loss", "bad_epochs", "stopped"]


def _write(path, writer):
    """writer(name) fills a temporary file in the same folder, which then takes the name."""
    handle, name = tempfile.mkstemp(dir=str(Path(path).parent), prefix=Path(path).name, suffix=".tmp")
    os.close(handle)
    try:
        writer(name)
        os.replace(name, path)
    except BaseException:
        if os.path.exists(name):
            os.remove(name)
        raise


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {}
    checkpoint["epoch"] = int(epoch)
    checkpoint["val_loss"] = float(val_loss)
    checkpoint["weights"] = model.state_dict()
    checkpoint["optim"] = optimizer.state_dict()
    _write(path, lambda name: torch.save(checkpoint, name))


def load_checkpoint(path, model, optimizer=None, *, device):
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"no checkpoint at {path}")
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    weights = checkpoint["weights"]
    own = model.state_dict()
    for name in own:
        if name not in weights:
            raise KeyError(f"{name} is missing in {path}")
    for name in weights:
        if name not in own:
            raise KeyError(f"{name} is not part of this network")
        if torch.is_tensor(own[name]) and weights[name].shape != own[name].shape:
            raise ValueError(f"{name}: {tuple(weights[name].shape)} in the file, {tuple(own[name].shape)} here")
    model.to(device)
    model.load_state_dict(weights)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optim"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        best = self.directory / "best.pt"
        if best.is_file():
            checkpoint = torch.load(best, map_location="cpu", weights_only=True)
            self.best_epoch = checkpoint["epoch"]
            self.best_val_loss = checkpoint["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        is_best = False
        if not math.isnan(val_loss):
            if self.best_val_loss is None:
                is_best = True
            elif val_loss < self.best_val_loss:
                is_best = True
        if is_best:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch = epoch
            self.best_val_loss = val_loss
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode != "min" and mode != "max":
            raise ValueError("mode must be min or max")
        if patience < 1:
            raise ValueError("patience must be 1 or more")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.values = []
        self.best_index = -1

    @property
    def best(self):
        return None if self.best_index < 0 else self.values[self.best_index]

    @property
    def bad_epochs(self):
        return len(self.values) - 1 - self.best_index

    def step(self, value):
        self.values.append(value)
        i = len(self.values) - 1
        if not math.isnan(value):
            if self.best_index < 0:
                self.best_index = i
            elif self.mode == "min" and value < self.values[self.best_index] - self.min_delta:
                self.best_index = i
            elif self.mode == "max" and value > self.values[self.best_index] + self.min_delta:
                self.best_index = i
        return self.bad_epochs >= self.patience


def _write_table(path, rows):
    def writer(name):
        with open(name, "w", newline="") as file:
            table = csv.writer(file)
            table.writerow(COLUMNS)
            for row in rows:
                table.writerow([row[0], repr(row[1]), repr(row[2]), row[3], int(row[4])])

    _write(path, writer)


def _read_table(path):
    rows = []
    with open(path, newline="") as file:
        for line in csv.DictReader(file):
            rows.append([int(line["epoch"]), float(line["train_loss"]), float(line["val_loss"]),
                         int(line["bad_epochs"]), bool(int(line["stopped"]))])
    return rows


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    last, best, table = directory / "last.pt", directory / "best.pt", directory / "epochs.csv"
    rows = []
    if resume and last.is_file():
        epoch = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        if table.is_file():
            rows = [row for row in _read_table(table) if row[0] <= epoch]
    else:
        for path in (last, table, best):
            if path.is_file():
                os.remove(path)
    checkpointer = Checkpointer(directory)
    stopping = EarlyStopping(patience)
    stopped = False
    for i in range(len(rows)):
        out_of_patience = stopping.step(rows[i][2])
        stopped = rows[i][4] or out_of_patience

    while not stopped and len(rows) < max_epochs:
        epoch = len(rows) + 1
        model.train()
        total, n = 0.0, 0
        for batch in train_loader:
            inputs, targets = batch[0].to(device), batch[1].to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * inputs.shape[0]
            n += inputs.shape[0]
        train_loss = total / n
        model.eval()
        total, n = 0.0, 0
        for batch in val_loader:
            inputs, targets = batch[0].to(device), batch[1].to(device)
            with torch.no_grad():
                loss = criterion(model(inputs), targets)
            total += loss.item() * inputs.shape[0]
            n += inputs.shape[0]
        val_loss = total / n
        stopped = stopping.step(val_loss)
        rows.append([epoch, train_loss, val_loss, stopping.bad_epochs, stopped])
        _write_table(table, rows)
        checkpointer.update(model, optimizer, epoch=epoch, val_loss=val_loss)

    if checkpointer.best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": [row[1] for row in rows],
        "val_loss": [row[2] for row in rows],
        "best_epoch": checkpointer.best_epoch,
        "stopped_early": stopped,
    }
