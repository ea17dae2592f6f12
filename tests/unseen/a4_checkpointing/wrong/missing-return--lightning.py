# exercise: Checkpointer
# mistake: update never returns whether the epoch was the best: it gives None
# Estilo "callbacks", como en Keras / Lightning
import json
import os
from pathlib import Path

import numpy as np
import torch


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    path = Path(path)
    logs = {"epoch": int(epoch), "val_loss": float(val_loss)}
    logs["state_dict"] = model.state_dict()
    logs["optimizer_states"] = optimizer.state_dict()
    tmp = path.with_suffix(".tmp")
    try:
        torch.save(logs, tmp)
        os.replace(tmp, path)
    finally:
        if tmp.exists():
            tmp.unlink()


def load_checkpoint(path, model, optimizer=None, *, device):
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(path)
    ckpt = torch.load(path, map_location=device, weights_only=True)
    weights = ckpt["state_dict"]
    own = model.state_dict()
    missing = [k for k in own if k not in weights]
    unexpected = [k for k in weights if k not in own]
    wrong = [k for k in own if k in weights and own[k].shape != weights[k].shape]
    if missing or unexpected or wrong:
        raise KeyError(f"missing={missing}, unexpected={unexpected}, wrong shape={wrong}")
    model.load_state_dict(weights)
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(ckpt["optimizer_states"])
    return {"epoch": ckpt["epoch"], "val_loss": ckpt["val_loss"]}


class Checkpointer:
    """ModelCheckpoint(save_last=True, save_top_k=1, monitor="val_loss")"""

    def __init__(self, directory):
        self.dirpath = Path(directory)
        self.dirpath.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        best = self.dirpath / "best.pt"
        if best.exists():
            ckpt = torch.load(best, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = ckpt["epoch"], ckpt["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        monitor = float(val_loss)
        first = self.best_val_loss is None and not np.isnan(monitor)
        better = first or (self.best_val_loss is not None and np.less(monitor, self.best_val_loss))
        if better:
            self.best_val_loss = monitor
            self.best_epoch = epoch
            save_checkpoint(self.dirpath / "best.pt", model, optimizer, epoch=epoch, val_loss=monitor)
        save_checkpoint(self.dirpath / "last.pt", model, optimizer, epoch=epoch, val_loss=monitor)


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in {"min", "max"}:
            raise ValueError("mode: min | max")
        if patience < 1:
            raise ValueError("patience must be >= 1")
        self.patience = patience
        self.min_delta = min_delta
        self.monitor_op = np.less if mode == "min" else np.greater
        self.delta = -min_delta if mode == "min" else min_delta
        self.best = None
        self.wait = 0

    @property
    def bad_epochs(self):
        return self.wait

    def step(self, value):
        self.wait += 1
        if not np.isnan(value) and (self.best is None or self.monitor_op(value, self.best + self.delta)):
            self.best = value
            self.wait = 0
        return self.wait >= self.patience


class Trainer:
    def __init__(self, model, criterion, optimizer, device):
        self.model, self.criterion, self.optimizer, self.device = model, criterion, optimizer, device
        self.history = {"train_loss": [], "val_loss": []}

    def training_epoch(self, loader):
        self.model.train()
        total = 0.0
        for batch in loader:
            x, y = (t.to(self.device) for t in batch)
            self.optimizer.zero_grad()
            loss = self.criterion(self.model(x), y)
            loss.backward()
            self.optimizer.step()
            total += loss.item() * x.shape[0]
        return total / len(loader.dataset)

    @torch.no_grad()
    def validation_epoch(self, loader):
        self.model.eval()
        total = 0.0
        for batch in loader:
            x, y = (t.to(self.device) for t in batch)
            total += self.criterion(self.model(x), y).item() * x.shape[0]
        self.model.train()
        return total / len(loader.dataset)

    def save_history(self, path):
        tmp = path.with_suffix(".tmp")
        tmp.write_text(json.dumps(self.history))
        tmp.replace(path)

    def load_history(self, path, n):
        stored = json.loads(path.read_text())
        self.history = {k: v[:n] for k, v in stored.items()}


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    files = {"last": directory / "last.pt", "best": directory / "best.pt", "log": directory / "history.json"}
    trainer = Trainer(model, criterion, optimizer, device)
    early = EarlyStopping(patience)
    stop = False
    first_epoch = 1

    if resume and files["last"].exists():
        n = load_checkpoint(files["last"], model, optimizer, device=device)["epoch"]
        trainer.load_history(files["log"], n)
        first_epoch = n + 1
        for v in trainer.history["val_loss"]:
            stop = early.step(v)
    else:
        for f in files.values():
            f.unlink(missing_ok=True)

    checkpoint = Checkpointer(directory)
    for epoch in range(first_epoch, max_epochs + 1):
        if stop:
            break
        trainer.history["train_loss"].append(trainer.training_epoch(train_loader))
        trainer.history["val_loss"].append(trainer.validation_epoch(val_loader))
        val_loss = trainer.history["val_loss"][-1]
        trainer.save_history(files["log"])
        checkpoint.update(model, optimizer, epoch=epoch, val_loss=val_loss)
        stop = early.step(val_loss)

    if checkpoint.best_epoch is not None:
        load_checkpoint(files["best"], model, device=device)
    return {**trainer.history, "best_epoch": checkpoint.best_epoch, "stopped_early": stop}
