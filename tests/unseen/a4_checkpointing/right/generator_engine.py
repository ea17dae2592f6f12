# Unusual: training is a generator of epoch events, writing is a context manager, and EarlyStopping is fed from the whole history each time.
import contextlib
import dataclasses
import enum
import secrets
import typing
from math import inf, isnan, nan
from pathlib import Path

import torch


@contextlib.contextmanager
def atomically(path: Path) -> typing.Iterator[typing.BinaryIO]:
    draft = path.parent / f".{path.stem}-{secrets.token_hex(4)}{path.suffix}"
    with draft.open("wb") as stream:
        yield stream
    draft.rename(path) if not path.exists() else draft.replace(path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _store(Path(path), model, optimizer, epoch, val_loss)


def _store(path, model, optimizer, epoch, val_loss, **extra):
    with atomically(path) as stream:
        torch.save(
            {"epoch": int(epoch), "val_loss": float(val_loss), "states": [model.state_dict(), optimizer.state_dict()], **extra},
            stream,
        )


def _open(path, device="cpu"):
    return torch.load(Path(path), map_location=device, weights_only=True)


def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = _open(path, device)
    for_model, for_optimizer = checkpoint["states"]
    there = {(name, value.size()) for name, value in for_model.items()}
    here = {(name, value.size()) for name, value in model.state_dict().items()}
    if there != here:
        raise RuntimeError(f"does not fit: {sorted(name for name, _ in there ^ here)}")
    if optimizer is not None:
        model.to(device)
        optimizer.load_state_dict(for_optimizer)
    model.load_state_dict(for_model)
    model.to(device)
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


class Checkpointer:
    best_epoch: int | None = None
    best_val_loss: float = inf

    def __init__(self, directory):
        self._files = {name: Path(directory, f"{name}.pt") for name in ("last", "best")}
        Path(directory).mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            found = _open(self._files["best"])
            self.best_epoch, self.best_val_loss = found["epoch"], found["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        return self._update(model, optimizer, epoch, val_loss)

    def _update(self, model, optimizer, epoch, val_loss, **extra):
        better = not isnan(val_loss) if self.best_epoch is None else val_loss < self.best_val_loss
        if better:
            _store(self._files["best"], model, optimizer, epoch, val_loss, **extra)
            self.best_epoch, self.best_val_loss = epoch, val_loss
        _store(self._files["last"], model, optimizer, epoch, val_loss, **extra)
        return better


class Mode(str, enum.Enum):
    MIN = "min"
    MAX = "max"


@dataclasses.dataclass
class EarlyStopping:
    patience: int
    min_delta: float = 0.0
    mode: str = "min"
    best: float = dataclasses.field(default=nan, init=False)
    bad_epochs: int = dataclasses.field(default=0, init=False)

    def __post_init__(self):
        Mode(self.mode)  # ValueError where it is neither
        if self.patience < 1:
            raise ValueError("patience below 1")

    def step(self, value):
        if self._improves(value):
            self.best, self.bad_epochs = value, 0
            return False
        self.bad_epochs += 1
        return self.bad_epochs >= self.patience

    def _improves(self, value):
        if isnan(value):
            return False
        if isnan(self.best):
            return True
        return (self.best - value if self.mode == "min" else value - self.best) > self.min_delta


def _losses(model, loader, criterion, device, after):
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)
        after(loss)
        yield len(inputs) * loss.item()


def epochs(model, train_loader, val_loader, criterion, optimizer, device):
    def learn(loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    while True:
        model.train()
        train = sum(_losses(model, train_loader, criterion, device, learn)) / len(train_loader.dataset)
        with torch.no_grad():
            model.eval()
            val = sum(_losses(model, val_loader, criterion, device, lambda loss: None)) / len(val_loader.dataset)
        yield train, val


def _exhausted(values, patience):
    stopping = EarlyStopping(patience)
    return [False, *map(stopping.step, values)][-1]


def _leader(values):
    numbers = [(value, epoch) for epoch, value in enumerate(values, 1) if not isnan(value)]
    return min(numbers)[1] if numbers else None


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    last, best = folder / "last.pt", folder / "best.pt"
    train, val, crown = [], [], None
    if resume and last.exists():
        previous = _open(last)
        train, val, crown = previous["train"], previous["val"], previous["crown"]
        load_checkpoint(last, model, optimizer, device=device)
    else:
        last.unlink(missing_ok=True)
        best.unlink(missing_ok=True)
    checkpointer = Checkpointer(folder)
    leader = _leader(val)
    checkpointer.best_epoch, checkpointer.best_val_loss = leader, val[leader - 1] if leader else inf
    stream = epochs(model, train_loader, val_loader, criterion, optimizer, device)
    while len(val) < max_epochs and not _exhausted(val, patience):
        for values, value in zip((train, val), next(stream)):
            values.append(value)
        leader = _leader(val)
        if leader == len(val):
            crown = {name: value.detach().cpu().clone() for name, value in model.state_dict().items()}
        checkpointer._update(model, optimizer, len(val), val[-1], train=train, val=val, crown=crown)
    if crown is not None:
        model.load_state_dict(crown)
    return {"train_loss": train, "val_loss": val, "best_epoch": leader, "stopped_early": _exhausted(val, patience)}
