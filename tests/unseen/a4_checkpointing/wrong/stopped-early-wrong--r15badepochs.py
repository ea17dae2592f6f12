# exercise: fit
# mistake: fit reports stopped_early whenever the last epoch brought no improvement (bad_epochs not 0), also where max_epochs ended the run before patience did
import copy
import json
import math
import os
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


# %%
def _atomic_save(obj, path):
    path = Path(path)
    tmp = path.with_name(path.name + ".tmp")
    torch.save(obj, tmp)
    os.replace(tmp, path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _atomic_save(
        {
            "epoch": int(epoch),
            "val_loss": float(val_loss),
            "model_state_dict": model.state_dict(),
            "optimizer_state_dict": optimizer.state_dict(),
        },
        path,
    )


# %%
def revisar(model, pesos):
    actuales = model.state_dict()
    if actuales.keys() != pesos.keys():
        sobran_o_faltan = sorted(actuales.keys() ^ pesos.keys())
        raise RuntimeError(f"claves que no coinciden: {sobran_o_faltan}")
    for nombre, tensor in actuales.items():
        if tensor.shape != pesos[nombre].shape:
            raise RuntimeError(f"{nombre}: {tuple(pesos[nombre].shape)} no cabe en {tuple(tensor.shape)}")


def load_checkpoint(path, model, optimizer=None, *, device):
    ckpt = torch.load(path, map_location="cpu", weights_only=True)
    revisar(model, ckpt["model_state_dict"])
    model.to(device)
    model.load_state_dict(ckpt["model_state_dict"])
    if optimizer is not None:
        optimizer.load_state_dict(ckpt["optimizer_state_dict"])
    epoch, val_loss = ckpt["epoch"], ckpt["val_loss"]
    return {"epoch": epoch, "val_loss": val_loss}


# %%
class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = None
        if (self.directory / "best.pt").exists():
            old = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = old["epoch"], old["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        is_best = not math.isnan(val_loss) and (self.best_val_loss is None or val_loss < self.best_val_loss)
        if is_best:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


# %%
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("patience debe ser al menos 1")
        if mode == "min":
            self.mejora = lambda nuevo, viejo: viejo - nuevo > min_delta
        elif mode == "max":
            self.mejora = lambda nuevo, viejo: nuevo - viejo > min_delta
        else:
            raise ValueError("mode debe ser min o max")
        self.patience = patience
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        if value == value and (self.best is None or self.mejora(value, self.best)):
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs = self.bad_epochs + 1
        if self.bad_epochs >= self.patience:
            return True
        else:
            return False


# %%
class History:
    """What Keras calls the History callback, kept on disk so that a run can be taken up again."""

    def __init__(self, path):
        self.path = path
        self.logs = []

    def restore(self, n):
        self.logs = json.loads(self.path.read_text())[:n]

    def on_epoch_end(self, epoch, logs):
        self.logs.append(logs)
        new = self.path.with_suffix(".json.new")
        new.write_text(json.dumps(self.logs))
        os.replace(new, self.path)

    def column(self, key):
        return [logs[key] for logs in self.logs]


class StopWhenStuck:
    def __init__(self, patience):
        self.rule, self.stop_training = EarlyStopping(patience), False

    def on_epoch_end(self, epoch, logs):
        self.stop_training = self.rule.step(logs["val_loss"])


class SaveFiles:
    def __init__(self, directory, model, optimizer):
        self.keeper, self.model, self.optimizer = Checkpointer(directory), model, optimizer

    def on_epoch_end(self, epoch, logs):
        self.keeper.update(self.model, self.optimizer, epoch=epoch, val_loss=logs["val_loss"])


def average(pairs):
    pairs = list(pairs)
    return math.fsum(loss * n for loss, n in pairs) / sum(n for _, n in pairs)


def train_batches(model, loader, criterion, optimizer, device):
    model.train()
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield loss.item(), len(x)


def val_batches(model, loader, criterion, device):
    model.eval()
    for x, y in loader:
        with torch.no_grad():
            loss = criterion(model(x.to(device)), y.to(device))
        yield loss.item(), len(x)


def fit(
    model,
    train_loader,
    val_loader,
    criterion,
    optimizer,
    *,
    max_epochs,
    patience,
    directory,
    device,
    resume=False,
):
    directory = Path(directory)
    directory.mkdir(exist_ok=True, parents=True)
    initial_mode = model.training
    history = History(directory / "logs.json")
    stuck = StopWhenStuck(patience)
    start = 0
    if resume and (directory / "last.pt").exists():
        start = load_checkpoint(directory / "last.pt", model, optimizer, device=device)["epoch"]
        history.restore(start)
        for number, logs in enumerate(history.logs, start=1):
            stuck.on_epoch_end(number, logs)
    else:
        for old in ("last.pt", "best.pt", "logs.json"):
            if (directory / old).exists():
                (directory / old).unlink()
    callbacks = [history, SaveFiles(directory, model, optimizer), stuck]

    for epoch in range(start + 1, max_epochs + 1):
        if stuck.stop_training:
            break
        logs = {
            "loss": average(train_batches(model, train_loader, criterion, optimizer, device)),
            "val_loss": average(val_batches(model, val_loader, criterion, device)),
        }
        for callback in callbacks:
            callback.on_epoch_end(epoch, logs)

    best_epoch = None
    if (directory / "best.pt").exists():
        best_epoch = load_checkpoint(directory / "best.pt", model, device=device)["epoch"]
    model.train(initial_mode)
    return {
        "train_loss": history.column("loss"),
        "val_loss": history.column("val_loss"),
        "best_epoch": best_epoch,
        "stopped_early": bool(stuck.rule.bad_epochs),
    }
