# unusual: every state is serialised to bytes in memory first (BytesIO), files and the best weights are just those bytes
import io
import math
import os
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader


def freeze(thing) -> bytes:
    buffer = io.BytesIO()
    torch.save(thing, buffer)
    return buffer.getvalue()


def thaw(data: bytes, device="cpu"):
    return torch.load(io.BytesIO(data), map_location=device, weights_only=True)


def put(path: Path, data: bytes) -> None:
    """All or nothing: the bytes go to a neighbour that then takes the name."""
    neighbour = path.parent / f".{path.name}.{os.getpid()}"
    neighbour.write_bytes(data)
    os.replace(neighbour, path)


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> None:
    put(
        path,
        freeze({"epoch": epoch, "val_loss": val_loss, "weights": model.state_dict(), "memory": optimizer.state_dict()}),
    )


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device) -> dict:
    with open(path, "rb") as file:
        data = thaw(file.read(), device)
    return install(data, model, optimizer, device)


def install(data, model, optimizer, device):
    old = {k: v.shape for k, v in model.state_dict().items()}
    new = {k: v.shape for k, v in data["weights"].items()}
    if old != new:
        raise KeyError(sorted(set(old.items()) ^ set(new.items())))
    model.to(device).load_state_dict(data["weights"])
    if optimizer is not None:
        optimizer.load_state_dict(data["memory"])
    return {"epoch": int(data["epoch"]), "val_loss": float(data["val_loss"])}


class Checkpointer:
    def __init__(self, directory: Path) -> None:
        os.makedirs(directory, exist_ok=True)
        self.directory = directory
        self._leader = None  # (val_loss, epoch)
        if (directory / "best.pt").exists():
            known = thaw((directory / "best.pt").read_bytes())
            self._leader = known["val_loss"], known["epoch"]

    best_val_loss = property(lambda self: self._leader and self._leader[0])
    best_epoch = property(lambda self: self._leader and self._leader[1])

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        data = freeze({"epoch": epoch, "val_loss": val_loss, "weights": model.state_dict(), "memory": optimizer.state_dict()})
        names = ["last.pt"]
        if not math.isnan(val_loss) and (self._leader is None or val_loss < self._leader[0]):
            self._leader = val_loss, epoch
            names.insert(0, "best.pt")
        for name in names:
            put(self.directory / name, data)
        return len(names) == 2


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        if patience < 1:
            raise ValueError("patience")
        if mode == "min":
            self._beats = lambda value: value < self.best - min_delta
        elif mode == "max":
            self._beats = lambda value: value > self.best + min_delta
        else:
            raise ValueError("mode")
        self._left = self._patience = patience
        self.best = math.nan

    @property
    def bad_epochs(self) -> int:
        return self._patience - self._left

    def step(self, value: float) -> bool:
        first = math.isnan(self.best) and not math.isnan(value)
        if first or self._beats(value):
            self.best = value
            self._left = self._patience
        else:
            self._left -= 1
        return self._left <= 0


def fit(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion,
    optimizer: Optimizer,
    *,
    max_epochs: int,
    patience: int,
    directory: Path,
    device: torch.device,
    resume: bool = False,
) -> dict:
    os.makedirs(directory, exist_ok=True)
    files = {name: directory / f"{name}.pt" for name in ("last", "best")}
    if not resume:
        [file.unlink() for file in files.values() if file.exists()]

    train_loss, val_loss, best_epoch, best_val, bad, stopped = [], [], None, math.nan, 0, False
    champion: bytes | None = None

    if files["last"].exists():
        saved = thaw(files["last"].read_bytes(), device)
        install(saved, model, optimizer, device)
        train_loss, val_loss, best_epoch, best_val, bad, stopped = saved["log"]
        if best_epoch is not None:
            champion = files["best"].read_bytes()

    def sweep(loader, work):
        total = torch.zeros((), dtype=torch.float64)
        for x, y in loader:
            total += float(work(x.to(device), y.to(device))) * len(y)
        return (total / len(loader.dataset)).item()

    def learn(x, y):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.detach()

    @torch.no_grad()
    def look(x, y):
        return criterion(model(x), y)

    for epoch in range(len(val_loss) + 1, max_epochs + 1):
        if stopped:
            break
        model.train()
        train_loss.append(sweep(train_loader, learn))
        model.eval()
        val_loss.append(v := sweep(val_loader, look))
        improved = not math.isnan(v) and not v >= best_val  # a comparison with the NaN of the start is False
        bad = 0 if improved else bad + 1
        if improved:
            best_epoch, best_val = epoch, v
        stopped = bad >= patience
        state = {"epoch": epoch, "val_loss": v, "weights": model.state_dict(), "memory": optimizer.state_dict()}
        state["log"] = [train_loss, val_loss, best_epoch, best_val, bad, stopped]
        data = freeze(state)
        if improved:
            champion = data
            put(files["best"], data)
        put(files["last"], data)

    if champion:
        model.load_state_dict(thaw(champion, device)["weights"])
    return {"train_loss": train_loss, "val_loss": val_loss, "best_epoch": best_epoch, "stopped_early": stopped}
