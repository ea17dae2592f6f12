# style: EarlyStopping is a generator driven by send behind a thin class, an exception ends the training, ExitStack finalisers, JSON sidecar
# option: history in history.json (itself replaced atomically, before the checkpoints); model weights are stored as CPU copies
import contextlib
import json
import os
from pathlib import Path

import torch


@contextlib.contextmanager
def _atomically(path: Path):
    """Yields a temporary path of the same folder that takes the place of `path` if nothing fails."""
    temporary = path.with_name(path.name + ".new")
    with contextlib.ExitStack() as undo:
        undo.callback(temporary.unlink, missing_ok=True)
        yield temporary
        os.replace(temporary, path)


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    on_cpu = {key: value.detach().to("cpu", copy=True) for key, value in model.state_dict().items()}
    content = dict(epoch=int(epoch), val_loss=float(val_loss), red=on_cpu, optimizador=optimizer.state_dict())
    with _atomically(path) as temporary:
        torch.save(content, temporary)


def load_checkpoint(path, model, optimizer=None, *, device):
    content = torch.load(path, map_location=torch.device("cpu"), weights_only=True)
    # strict, but on the meta device: a model without memory that only knows names and shapes
    expected = {name: tensor.to("meta") for name, tensor in model.state_dict().items()}
    given = {name: tensor.to("meta") for name, tensor in content["red"].items()}
    if expected.keys() != given.keys():
        raise RuntimeError(f"other tensors: {sorted(expected.keys() ^ given.keys())}")
    for name, tensor in given.items():
        if tensor.size() != expected[name].size():
            raise RuntimeError(f"{name} is {tuple(tensor.size())}, not {tuple(expected[name].size())}")
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(content["optimizador"])
    model.load_state_dict(content["red"])
    return {name: content[name] for name in ["epoch", "val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self._directory = Path(directory)
        self._directory.mkdir(parents=True, exist_ok=True)
        self._judge = self._judging()
        next(self._judge)
        self.best_epoch = self.best_val_loss = None
        if (self._directory / "best.pt").exists():
            best = torch.load(self._directory / "best.pt", map_location="cpu", weights_only=True)
            self._judge.send((best["epoch"], best["val_loss"]))

    def _judging(self):
        verdict = None
        while True:
            epoch, val_loss = yield verdict
            verdict = val_loss == val_loss and (self.best_epoch is None or val_loss < self.best_val_loss)
            if verdict:
                self.best_epoch, self.best_val_loss = epoch, val_loss

    def update(self, model, optimizer, *, epoch, val_loss):
        is_best = self._judge.send((epoch, float(val_loss)))
        names = ["last.pt"]
        if is_best:
            names.insert(0, "best.pt")
        for name in names:
            save_checkpoint(self._directory / name, model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


def _watch(patience, min_delta, better_by):
    """Receives values, yields (stop, best, bad_epochs)."""
    best, bad_epochs = None, 0
    while True:
        value = yield bad_epochs >= patience, best, bad_epochs
        improved = value == value and (best is None or better_by(best, value) > min_delta)
        best, bad_epochs = (value, 0) if improved else (best, bad_epochs + 1)


class EarlyStopping:
    MODES = {"min": lambda best, value: best - value, "max": lambda best, value: value - best}

    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in self.MODES or patience < 1:
            raise ValueError(f"EarlyStopping({patience=}, {min_delta=}, {mode=})")
        self._watcher = _watch(patience, min_delta, self.MODES[mode])
        _, self.best, self.bad_epochs = next(self._watcher)

    def step(self, value):
        stop, self.best, self.bad_epochs = self._watcher.send(float(value))
        return stop


class PatienceIsOver(Exception):
    pass


def _mean(weighted):
    weighted = list(weighted)
    return sum(w * v for w, v in weighted) / sum(w for w, _ in weighted)


def _training(model, loader, criterion, optimizer, device):
    model.train()
    for inputs, targets in loader:

        def closure():
            optimizer.zero_grad()
            loss = criterion(model(inputs.to(device)), targets.to(device))
            loss.backward()
            return loss

        yield len(inputs), optimizer.step(closure).item()


def _validation(model, loader, criterion, device):
    model.eval()
    for inputs, targets in loader:
        with torch.no_grad():
            loss = criterion(model(inputs.to(device)), targets.to(device))
        yield len(inputs), loss.item()


def fit(
    model, train_loader, val_loader, criterion, optimizer,
    *, max_epochs, patience, directory, device, resume=False,
):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    sidecar = directory / "history.json"
    history = {"train_loss": [], "val_loss": []}
    stopping, over = EarlyStopping(patience), False
    if resume and (directory / "last.pt").exists():
        done = load_checkpoint(directory / "last.pt", model, optimizer, device=device)["epoch"]
        stored = json.loads(sidecar.read_text())
        over = stored["over"] and len(stored["val_loss"]) == done
        history = {name: stored[name][:done] for name in history}
        used_up = [stopping.step(value) for value in history["val_loss"]]
        over = over or used_up[-1]
    else:
        for name in ("last.pt", "best.pt", "history.json"):
            (directory / name).unlink(missing_ok=True)
    checkpointer = Checkpointer(directory)
    try:
        while True:
            if over:
                raise PatienceIsOver
            epoch = len(history["val_loss"]) + 1
            if epoch > max_epochs:
                break
            history["train_loss"].append(_mean(_training(model, train_loader, criterion, optimizer, device)))
            history["val_loss"].append(_mean(_validation(model, val_loader, criterion, device)))
            over = stopping.step(history["val_loss"][-1])
            with _atomically(sidecar) as temporary:
                temporary.write_text(json.dumps({**history, "over": over}))
            checkpointer.update(model, optimizer, epoch=epoch, val_loss=history["val_loss"][-1])
    except PatienceIsOver:
        history["stopped_early"] = True
    else:
        history["stopped_early"] = False
    history["best_epoch"] = checkpointer.best_epoch
    if checkpointer.best_epoch:
        load_checkpoint(directory / "best.pt", model, device=device)
    return history
