# exercise: fit
# mistake: The best weights are those of the least training loss, and on resuming max_epochs more are trained.
import math
from pathlib import Path

import torch


def save_checkpoint(path, model, optimizer, *, epoch, val_loss, state=None):
    path = Path(path)
    nuevo = path.with_suffix(".new")
    torch.save(dict(epoch=epoch, val_loss=val_loss, w=model.state_dict(), o=optimizer.state_dict(), state=state), nuevo)
    nuevo.replace(path)


def load_checkpoint(path, model, optimizer=None, *, device):
    c = torch.load(path, map_location=device, weights_only=True)
    m = model.state_dict()
    if m.keys() != c["w"].keys():
        raise KeyError("las capas no son las mismas")
    if any(m[k].shape != c["w"][k].shape for k in m):
        raise ValueError("los tamaños no son los mismos")
    model.load_state_dict(c["w"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(c["o"])
    return dict(epoch=c["epoch"], val_loss=c["val_loss"])


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        if (self.directory / "best.pt").exists():
            c = torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)
        else:
            c = dict(epoch=None, val_loss=math.inf)
        self.best_epoch, self.best_val_loss = c["epoch"], c["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        better = val_loss < self.best_val_loss or (self.best_epoch is None and not math.isnan(val_loss))
        if better:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return better


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("patience")
        if mode not in ("min", "max"):
            raise ValueError("mode")
        self.patience, self.min_delta, self.mode, self.best, self.bad_epochs = patience, min_delta, mode, None, 0

    def step(self, value):
        if math.isnan(value):
            better = False
        elif self.best is None:
            better = True
        elif self.mode == "min":
            better = value < self.best - self.min_delta
        else:
            better = value > self.best + self.min_delta
        if better:
            self.best = value
        self.bad_epochs = 0 if better else self.bad_epochs + 1
        return self.bad_epochs >= self.patience


def _epoca(model, loader, criterion, device, optimizer=None):
    if optimizer is None:
        model.eval()
    else:
        model.train()
    acumulada = 0.0
    with torch.set_grad_enabled(optimizer is not None):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            perdida = criterion(model(x), y)
            if optimizer is not None:
                optimizer.zero_grad()
                perdida.backward()
                optimizer.step()
            acumulada += perdida.item() * len(x)
    return acumulada / len(loader.dataset)


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    resumen = {"train_loss": [], "val_loss": [], "best_epoch": None, "stopped_early": False}
    parada = EarlyStopping(patience)
    if resume and last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        resumen = torch.load(last, map_location="cpu", weights_only=True)["state"]
        for v in resumen["val_loss"]:
            parada.step(v)
    else:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)
    for _ in range(max_epochs):
        if resumen["stopped_early"]:
            break
        perdida = _epoca(model, train_loader, criterion, device, optimizer)
        validacion = _epoca(model, val_loader, criterion, device)
        resumen["train_loss"].append(perdida)
        resumen["val_loss"].append(validacion)
        epoca = len(resumen["train_loss"])
        resumen["stopped_early"] = parada.step(validacion)
        if perdida <= min(resumen["train_loss"]) and validacion == validacion:
            resumen["best_epoch"] = epoca
            save_checkpoint(best, model, optimizer, epoch=epoca, val_loss=validacion)
        save_checkpoint(last, model, optimizer, epoch=epoca, val_loss=validacion, state=resumen)
    if resumen["best_epoch"] is not None:
        load_checkpoint(best, model, device=device)
    return resumen
