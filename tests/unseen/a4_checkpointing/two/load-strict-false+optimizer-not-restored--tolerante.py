# exercise: load_checkpoint
# mistake: It loads whatever tensors happen to fit and keeps silent about the rest, and it leaves the optimizer as it was.
import math
import os

import torch


def save_checkpoint(path, model, optimizer, *, epoch, val_loss, **mas):
    aux = str(path) + ".aux"
    torch.save({"epoch": epoch, "val_loss": val_loss, "model": model.state_dict(),
                "optimizer": optimizer.state_dict(), **mas}, aux)
    os.replace(aux, path)


def load_checkpoint(path, model, optimizer=None, *, device):
    ckpt = torch.load(path, map_location=device, weights_only=True)
    actual = model.state_dict()
    sirven = {k: v for k, v in ckpt["model"].items() if k in actual and v.shape == actual[k].shape}
    model.load_state_dict(sirven, strict=False)
    model.to(device)
    return {"epoch": ckpt["epoch"], "val_loss": ckpt["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.carpeta = directory
        self.carpeta.mkdir(parents=True, exist_ok=True)
        self.best_epoch, self.best_val_loss = None, math.inf
        if (self.carpeta / "best.pt").exists():
            c = torch.load(self.carpeta / "best.pt", map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = c["epoch"], c["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        primero = self.best_epoch is None and not math.isnan(val_loss)
        if es_mejor := primero or val_loss < self.best_val_loss:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            save_checkpoint(self.carpeta / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.carpeta / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return es_mejor


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max") or patience < 1:
            raise ValueError("argumentos inválidos")
        self.patience, self.min_delta, self.signo = patience, min_delta, 1 if mode == "max" else -1
        self.best, self.bad_epochs = None, 0

    def step(self, value):
        if not math.isnan(value) and (self.best is None or self.signo * (value - self.best) > self.min_delta):
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    h = {"train_loss": [], "val_loss": [], "best_epoch": None}
    if resume and last.exists():
        c = torch.load(last, map_location=device, weights_only=True)
        model.load_state_dict(c["model"])
        optimizer.load_state_dict(c["optimizer"])
        h = c["h"]
    else:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)

    def malas():
        return len(h["val_loss"]) - (h["best_epoch"] or 0)

    while len(h["val_loss"]) < max_epochs and malas() < patience:
        model.train()
        s = 0.0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            s += loss.item() * len(x)
        h["train_loss"].append(s / len(train_loader.dataset))
        model.eval()
        s = 0.0
        with torch.no_grad():
            for x, y in val_loader:
                x, y = x.to(device), y.to(device)
                s += criterion(model(x), y).item() * len(x)
        v = s / len(val_loader.dataset)
        lider = h["val_loss"][h["best_epoch"] - 1] if h["best_epoch"] else math.inf
        h["val_loss"].append(v)
        n = len(h["val_loss"])
        if v < lider or (h["best_epoch"] is None and not math.isnan(v)):
            h["best_epoch"] = n
            save_checkpoint(best, model, optimizer, epoch=n, val_loss=v)
        save_checkpoint(last, model, optimizer, epoch=n, val_loss=v, h=h)
    if h["best_epoch"]:
        model.load_state_dict(torch.load(best, map_location=device, weights_only=True)["model"])
    return {**h, "stopped_early": malas() >= patience}
