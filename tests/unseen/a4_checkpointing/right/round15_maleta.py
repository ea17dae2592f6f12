# style: one suitcase: last.pt holds all (history, patience used, best weights too); everything is a state_dict; match, walrus
# option: extra keys, best weights inside last.pt; the optimizer given to load_checkpoint is rehearsed on a deep copy together with the model
import copy
import operator
from pathlib import Path

import torch
from torch import nn

NAN_SAFE_LESS = lambda a, b: b is None and a == a or b is not None and a < b


def _pack(path: Path, content: dict) -> None:
    wip = path.parent / (path.name + "~")
    torch.save(content, wip)
    wip.replace(path)


def _unpack(path: Path, device="cpu") -> dict:
    return torch.load(path, map_location=device, weights_only=True)


def _content(model, optimizer, epoch, val_loss, **extra) -> dict:
    return {
        **extra,
        "epoch": operator.index(epoch),
        "val_loss": float(val_loss),
        "module": dict(model.state_dict()),
        "optim": optimizer.state_dict(),
    }


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _pack(path, _content(model, optimizer, epoch, val_loss))


def load_checkpoint(path, model, optimizer=None, *, device):
    content = _unpack(path, device)
    # the rehearsal: whatever does not fit raises here, on stage copies that nobody will miss
    stage_model, stage_optimizer = copy.deepcopy((model, optimizer))
    stage_model.load_state_dict(content["module"], strict=True)
    if stage_optimizer is not None:
        stage_optimizer.load_state_dict(content["optim"])
    # the performance
    model.to(device)
    model.load_state_dict(content["module"])
    if optimizer is not None:
        optimizer.load_state_dict(content["optim"])
    return dict(zip(("epoch", "val_loss"), operator.itemgetter("epoch", "val_loss")(content)))


class Checkpointer:
    best_epoch: int | None = None
    best_val_loss: float | None = None

    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        if (best := self.directory / "best.pt").exists():
            match _unpack(best):
                case {"epoch": int(epoch), "val_loss": float(val_loss)}:
                    self.best_epoch, self.best_val_loss = epoch, val_loss

    def update(self, model, optimizer, *, epoch, val_loss):
        return self._update(_content(model, optimizer, epoch, val_loss))

    def _update(self, content):
        epoch, val_loss = content["epoch"], content["val_loss"]
        if leads := NAN_SAFE_LESS(val_loss, self.best_val_loss):
            self.best_epoch, self.best_val_loss = epoch, val_loss
            _pack(self.directory / "best.pt", content)
        _pack(self.directory / "last.pt", content)
        return leads


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        match mode:
            case "min":
                self._beats = lambda value, best: best - value > min_delta
            case "max":
                self._beats = lambda value, best: value - best > min_delta
            case _:
                raise ValueError(mode)
        if not patience >= 1:
            raise ValueError(patience)
        self.patience = patience
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        match self.best, float(value):
            case _, v if v != v:
                self.bad_epochs += 1
            case None, v:
                self.best, self.bad_epochs = v, 0
            case best, v if self._beats(v, best):
                self.best, self.bad_epochs = v, 0
            case _:
                self.bad_epochs += 1
        return not self.bad_epochs < self.patience

    def state_dict(self):
        return {"best": self.best, "bad_epochs": self.bad_epochs}

    def load_state_dict(self, state):
        self.best, self.bad_epochs = state["best"], state["bad_epochs"]


class Mean:
    """A running mean per sample."""

    def __init__(self):
        self.total, self.n = torch.zeros((), dtype=torch.float64), 0

    def add(self, loss, n):
        self.total += loss.detach().cpu().double() * n
        self.n += n

    def __float__(self):
        return (self.total / self.n).item()


def _learn(model: nn.Module, loader, criterion, optimizer, device) -> float:
    mean = Mean()
    model.train()
    for inputs, targets in loader:
        loss = criterion(model(inputs.to(device)), targets.to(device))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        mean.add(loss, len(inputs))
    return float(mean)


@torch.inference_mode()
def _look(model: nn.Module, loader, criterion, device) -> float:
    mean = Mean()
    model.eval()
    for inputs, targets in loader:
        mean.add(criterion(model(inputs.to(device)), targets.to(device)), len(inputs))
    return float(mean)


def fit(
    model, train_loader, val_loader, criterion, optimizer,
    *, max_epochs, patience, directory, device, resume=False,
):
    last = Path(directory) / "last.pt"
    stopping = EarlyStopping(patience)
    luggage = {"train_loss": [], "val_loss": [], "stopped_early": False, "champion": None}
    epoch = 0
    if resume and last.exists():
        epoch = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        content = _unpack(last, device)
        luggage.update(content["luggage"])
        stopping.load_state_dict(content["stopping"])
        luggage["stopped_early"] |= stopping.bad_epochs >= patience
    else:
        last.unlink(missing_ok=True)
        last.with_name("best.pt").unlink(missing_ok=True)
    optimizer.zero_grad()
    checkpointer = Checkpointer(directory)
    while not luggage["stopped_early"] and epoch < max_epochs:
        epoch += 1
        luggage["train_loss"].append(_learn(model, train_loader, criterion, optimizer, device))
        luggage["val_loss"].append(val_loss := _look(model, val_loader, criterion, device))
        luggage["stopped_early"] = stopping.step(val_loss)
        if NAN_SAFE_LESS(val_loss, luggage["champion"] and luggage["champion"]["val_loss"]):
            weights = {key: value.detach().clone() for key, value in model.state_dict().items()}
            luggage["champion"] = {"epoch": epoch, "val_loss": val_loss, "module": weights}
        checkpointer._update(
            _content(model, optimizer, epoch, val_loss, stopping=stopping.state_dict(), luggage=luggage)
        )
    champion = luggage.pop("champion")
    if champion is not None:
        model.load_state_dict(champion["module"])
    return {**luggage, "best_epoch": champion and champion["epoch"]}
