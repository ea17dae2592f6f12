# style: model and optimizer state nested as uint8 tensors (a torch.save inside the torch.save); EarlyStopping delegates to a coroutine
# open options used: snapshot and rollback in load_checkpoint; run state beside the checkpoints in state.pt, tied to last.pt by the epoch
import copy
import io
import math
import os
import uuid

import torch


def _blob(state):
    stream = io.BytesIO()
    torch.save(state, stream)
    return torch.frombuffer(bytearray(stream.getvalue()), dtype=torch.uint8)


def _unblob(tensor, device):
    return torch.load(io.BytesIO(tensor.cpu().numpy().tobytes()), map_location=device, weights_only=True)


def _atomic_save(obj, path):
    temporary = path.parent / f"{path.name}.{uuid.uuid4().hex}"
    try:
        torch.save(obj, temporary)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _content(model, optimizer, epoch, val_loss):
    return {
        "epoch": epoch,
        "val_loss": float(val_loss),
        "model_blob": _blob(model.state_dict()),
        "optimizer_blob": _blob(optimizer.state_dict()),
    }


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _atomic_save(_content(model, optimizer, epoch, val_loss), path)


def load_checkpoint(path, model, optimizer=None, *, device):
    content = torch.load(path, map_location="cpu", weights_only=True)
    state = _unblob(content["model_blob"], device)
    backup = copy.deepcopy(model.state_dict())
    try:
        problems = model.load_state_dict(state)
        if optimizer is not None:
            model.to(device)
            optimizer.load_state_dict(_unblob(content["optimizer_blob"], device))
    except Exception:
        model.load_state_dict(backup)
        raise
    assert not any(problems)
    model.to(device)
    return {"epoch": content["epoch"], "val_loss": content["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = directory
        self.directory.mkdir(exist_ok=True, parents=True)
        self.best_epoch, self.best_val_loss = -1, math.inf
        if self.files["best"].exists():
            content = torch.load(self.files["best"], weights_only=True)
            self.best_epoch, self.best_val_loss = content["epoch"], content["val_loss"]

    @property
    def files(self):
        return {name: self.directory / f"{name}.pt" for name in ("best", "last")}

    def update(self, model, optimizer, *, epoch, val_loss):
        first_ever = self.best_epoch == -1 and not math.isnan(val_loss)
        is_best = first_ever or val_loss < self.best_val_loss
        content = _content(model, optimizer, epoch, val_loss)
        if is_best:
            _atomic_save(content, self.files["best"])
            self.best_epoch, self.best_val_loss = epoch, val_loss
        _atomic_save(content, self.files["last"])
        return is_best


def _judge(min_delta, sign):
    best, bad = None, 0
    while True:
        value = yield best, bad
        if not math.isnan(value) and (best is None or sign * (value - best) > min_delta):
            best, bad = value, 0
        else:
            bad += 1


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1:
            raise ValueError("patience must be positive")
        try:
            sign = {"min": -1, "max": 1}[mode]
        except KeyError:
            raise ValueError("mode must be min or max") from None
        self.patience = patience
        self._judge = _judge(min_delta, sign)
        self.best, self.bad_epochs = next(self._judge)

    def step(self, value):
        self.best, self.bad_epochs = self._judge.send(value)
        return not self.bad_epochs < self.patience


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory.mkdir(parents=True, exist_ok=True)
    last, best, beside = (directory / name for name in ("last.pt", "best.pt", "state.pt"))
    run = {"train_loss": [], "val_loss": [], "best_epoch": None, "stopped_early": False}
    if resume and last.exists():
        done = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        # state.pt is written before last.pt: it may know one epoch more, and never one fewer
        run["train_loss"] = torch.load(beside, weights_only=True)["train_loss"][:done]
        run["val_loss"] = torch.load(beside, weights_only=True)["val_loss"][:done]
        run["stopped_early"] = done in torch.load(beside, weights_only=True)["stops"]
    else:
        for file in (last, best, beside):
            file.unlink(missing_ok=True)
    keeper, stopping = Checkpointer(directory), EarlyStopping(patience)
    keeper.best_epoch, keeper.best_val_loss = -1, math.inf
    for epoch, value in enumerate(run["val_loss"], start=1):
        stopping.step(value)
        if stopping.bad_epochs == 0:
            keeper.best_epoch, keeper.best_val_loss = epoch, value
    for epoch in range(len(run["val_loss"]) + 1, max_epochs + 1):
        if run["stopped_early"]:
            break
        for phase, loader in {"train": train_loader, "val": val_loader}.items():
            learning = phase == "train"
            model.train(learning)
            optimizer.zero_grad()
            losses, sizes = [], []
            for x, y in loader:
                with torch.set_grad_enabled(learning):
                    loss = criterion(model(x.to(device)), y.to(device))
                if learning:
                    loss.backward()
                    optimizer.step()
                    optimizer.zero_grad()
                losses.append(loss.item())
                sizes.append(len(x))
            run[f"{phase}_loss"].append(math.fsum(l * n for l, n in zip(losses, sizes)) / sum(sizes))
        run["stopped_early"] = stopping.step(run["val_loss"][-1])
        stops = [epoch] if run["stopped_early"] else []
        _atomic_save({"train_loss": run["train_loss"], "val_loss": run["val_loss"], "stops": stops}, beside)
        keeper.update(model, optimizer, epoch=epoch, val_loss=run["val_loss"][-1])
    if keeper.best_epoch != -1:
        load_checkpoint(best, model, device=device)
        run["best_epoch"] = keeper.best_epoch
    return run
