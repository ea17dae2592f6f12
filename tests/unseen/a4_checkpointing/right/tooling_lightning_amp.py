# Correct: Lightning-like Trainer with ModelCheckpoint and EarlyStopping(state_dict); disabled GradScaler saved too; torch.autocast off; shutil.copyfile of last over best with repair
import math
import os
import shutil
import uuid
from pathlib import Path
from typing import Any

import torch

torch.set_float32_matmul_precision("high")
torch.backends.cudnn.benchmark = False


def _save(obj: dict[str, Any], path: Path) -> None:
    tmp = Path(path).parent / f"tmp-{uuid.uuid4().hex}.ckpt"
    torch.save(obj, tmp)
    os.replace(tmp, path)


def _dump(model, optimizer, epoch, val_loss):
    return {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "state_dict": model.state_dict(),
        "optimizer_states": [optimizer.state_dict()],
        "lr_schedulers": [],
        "pytorch-lightning_version": "none",
        "loops": None,
    }


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _save(_dump(model, optimizer, epoch, val_loss), path)


def load_checkpoint(path, model, optimizer=None, *, device):
    if not os.path.exists(path):
        raise FileNotFoundError(f"Checkpoint at {path} not found. Aborting training.")
    ckpt = torch.load(path, map_location=device, weights_only=True)
    with torch.device("meta"):
        ghost = {k: torch.empty(v.shape) for k, v in model.state_dict().items()}
    mismatched = [k for k in ghost.keys() | ckpt["state_dict"].keys()
                  if k not in ghost or k not in ckpt["state_dict"] or ghost[k].shape != ckpt["state_dict"][k].shape]
    if mismatched:
        raise RuntimeError(f"Error(s) in loading state_dict: {mismatched}")
    model.load_state_dict(ckpt["state_dict"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(ckpt["optimizer_states"][0])
    return {"epoch": ckpt["epoch"], "val_loss": ckpt["val_loss"]}


class Checkpointer:
    """ModelCheckpoint(monitor="val_loss", save_top_k=1, save_last=True)"""

    def __init__(self, directory):
        self.dirpath = Path(directory)
        self.dirpath.mkdir(parents=True, exist_ok=True)
        self.best_epoch, self.best_val_loss = None, None
        self.extra = {}
        for name in ("best.pt", "last.pt"):
            path = self.dirpath / name
            if path.exists():
                data = torch.load(path, weights_only=True, map_location="cpu")
                if self._better(data["val_loss"]):
                    if name == "last.pt":  # we died between last and best
                        self._promote()
                    self.best_epoch, self.best_val_loss = data["epoch"], data["val_loss"]

    def _better(self, value):
        return not math.isnan(value) and (self.best_val_loss is None or value < self.best_val_loss)

    def _promote(self):
        tmp = self.dirpath / "best.tmp"
        shutil.copyfile(self.dirpath / "last.pt", tmp)
        os.replace(tmp, self.dirpath / "best.pt")

    def update(self, model, optimizer, *, epoch, val_loss):
        _save({**_dump(model, optimizer, epoch, val_loss), **self.extra}, self.dirpath / "last.pt")
        if better := self._better(val_loss):
            self._promote()
            self.best_epoch, self.best_val_loss = epoch, val_loss
        return better


class EarlyStopping:
    mode_dict = {"min": torch.lt, "max": torch.gt}

    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in self.mode_dict:
            raise ValueError(f"`mode` can be {', '.join(self.mode_dict)}, got {mode}")
        if patience < 1:
            raise ValueError(f"patience {patience}")
        self.patience, self.mode = patience, mode
        self.min_delta = min_delta * (1 if mode == "max" else -1)
        self.best, self.bad_epochs = None, 0

    def state_dict(self):
        return {"best": self.best, "bad_epochs": self.bad_epochs}

    def load_state_dict(self, state):
        self.best, self.bad_epochs = state["best"], state["bad_epochs"]

    def step(self, value):
        current = torch.tensor(value, dtype=torch.float64)
        if not current.isnan() and (
            self.best is None or self.mode_dict[self.mode](current - self.min_delta, torch.tensor(self.best, dtype=torch.float64))
        ):
            self.best, self.bad_epochs = current.item(), 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


class Trainer:
    def __init__(self, *, max_epochs, device, early_stopping, checkpoint, precision="32-true"):
        self.max_epochs, self.device = max_epochs, device
        self.early_stopping, self.checkpoint = early_stopping, checkpoint
        self.scaler = torch.amp.GradScaler(device.type, enabled=precision == "16-mixed")
        self.metrics = {"train_loss": [], "val_loss": []}
        self.current_epoch = 0

    @property
    def should_stop(self):
        return self.early_stopping.bad_epochs >= self.early_stopping.patience

    def shared_step(self, model, criterion, batch):
        x, y = (t.to(self.device, non_blocking=True) for t in batch)
        with torch.autocast(self.device.type, enabled=self.scaler.is_enabled()):
            return criterion(model(x), y), x.size(0)

    def run_training(self, model, criterion, optimizer, loader):
        model.train()
        total = n = 0
        for batch in loader:
            optimizer.zero_grad(set_to_none=True)
            loss, size = self.shared_step(model, criterion, batch)
            self.scaler.scale(loss).backward()
            self.scaler.unscale_(optimizer)
            self.scaler.step(optimizer)
            self.scaler.update()
            total, n = total + loss.item() * size, n + size
        return total / n

    @torch.no_grad()
    def run_evaluation(self, model, criterion, loader):
        model.eval()
        pairs = [(loss.item(), size) for loss, size in (self.shared_step(model, criterion, b) for b in loader)]
        return sum(l * s for l, s in pairs) / sum(s for _, s in pairs)

    def fit(self, model, criterion, optimizer, train_loader, val_loader):
        while self.current_epoch < self.max_epochs and not self.should_stop:
            self.metrics["train_loss"].append(self.run_training(model, criterion, optimizer, train_loader))
            self.metrics["val_loss"].append(self.run_evaluation(model, criterion, val_loader))
            self.current_epoch += 1
            self.early_stopping.step(self.metrics["val_loss"][-1])
            self.checkpoint.extra = {
                "callbacks": {"EarlyStopping": self.early_stopping.state_dict()},
                "GradScaler": self.scaler.state_dict(),
                "metrics": self.metrics,
            }
            self.checkpoint.update(model, optimizer, epoch=self.current_epoch, val_loss=self.metrics["val_loss"][-1])


def fit(
    model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False
):
    last, best = Path(directory, "last.pt"), Path(directory, "best.pt")
    going_on = resume and last.exists()
    if not going_on:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)
    trainer = Trainer(
        max_epochs=max_epochs, device=device, early_stopping=EarlyStopping(patience), checkpoint=Checkpointer(directory)
    )
    if going_on:
        trainer.current_epoch = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        ckpt = torch.load(last, map_location="cpu", weights_only=True)
        trainer.early_stopping.load_state_dict(ckpt["callbacks"]["EarlyStopping"])
        trainer.scaler.load_state_dict(ckpt["GradScaler"])
        trainer.metrics = ckpt["metrics"]
    trainer.fit(model, criterion, optimizer, train_loader, val_loader)
    if trainer.checkpoint.best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {
        **trainer.metrics,
        "best_epoch": trainer.checkpoint.best_epoch,
        "stopped_early": trainer.should_stop,
    }
