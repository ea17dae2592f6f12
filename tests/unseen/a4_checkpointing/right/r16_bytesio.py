# style: serialise into a BytesIO first, write with os.open/os.fsync, os.replace; all run state in extra keys of last.pt; best.pt written before last.pt
# open options used: model state as a plain list of [name, tensor] pairs; copy by hand into state_dict() tensors under no_grad
import io
import math
import os

import torch


def _write(path, content):
    buffer = io.BytesIO()
    torch.save(content, buffer)
    tmp = os.fspath(path) + f".{os.getpid()}.part"
    fd = os.open(tmp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    with os.fdopen(fd, "wb") as f:
        f.write(buffer.getbuffer())
        f.flush()
        os.fsync(f.fileno())
    os.replace(tmp, path)


def _content(model, optimizer, epoch, val_loss, **more):
    return {
        "epoch": int(epoch),
        "val_loss": float(val_loss),
        "net": [[name, tensor.detach()] for name, tensor in model.state_dict().items()],
        "opt": optimizer.state_dict(),
        **more,
    }


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    _write(path, _content(model, optimizer, epoch, val_loss))


def _read(path, device):
    with open(path, "rb") as f:
        return torch.load(io.BytesIO(f.read()), map_location=device, weights_only=True)


def load_checkpoint(path, model, optimizer=None, *, device):
    content = _read(path, device)
    new, own = dict(content["net"]), model.state_dict()
    if {k: v.shape for k, v in new.items()} != {k: v.shape for k, v in own.items()}:
        raise RuntimeError(f"{path} is of another network")
    if optimizer is not None:
        mine = [len(g["params"]) for g in optimizer.param_groups]
        if mine != [len(g["params"]) for g in content["opt"]["param_groups"]]:
            raise RuntimeError(f"{path} is of another optimizer")
    model.to(device)
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            tensor.copy_(new[name])
    if optimizer is not None:
        optimizer.load_state_dict(content["opt"])
    return {"epoch": content["epoch"], "val_loss": content["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.directory = directory
        os.makedirs(directory, exist_ok=True)
        self.best_epoch = self.best_val_loss = None
        try:
            content = _read(directory / "best.pt", "cpu")
        except FileNotFoundError:
            return
        self.best_epoch, self.best_val_loss = content["epoch"], content["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss, **more):
        val_loss = float(val_loss)
        best = not math.isnan(val_loss) and (self.best_val_loss is None or val_loss < self.best_val_loss)
        if best:
            self.best_epoch, self.best_val_loss = epoch, val_loss
        content = _content(model, optimizer, epoch, val_loss, **more)
        for name in ("best.pt", "last.pt")[not best :]:
            _write(self.directory / name, content)
        return best


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1 or mode not in ("min", "max"):
            raise ValueError("patience must be at least 1 and mode 'min' or 'max'")
        self.patience, self.min_delta, self.sign = patience, min_delta, 1 if mode == "min" else -1
        self.best, self.bad_epochs = None, 0

    def step(self, value):
        better = value == value and (self.best is None or self.sign * (self.best - value) > self.min_delta)
        if better:
            self.best = value
        self.bad_epochs = 0 if better else self.bad_epochs + 1
        return self.bad_epochs >= self.patience


def _epoch(model, loader, criterion, device, optimizer=None):
    model.train(optimizer is not None)
    total = n = 0
    with torch.set_grad_enabled(optimizer is not None):
        for x, t in loader:
            x, t = x.to(device), t.to(device)
            loss = criterion(model(x), t)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total, n = total + loss.item() * len(x), n + len(x)
    return total / n


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    os.makedirs(directory, exist_ok=True)
    last, best = directory / "last.pt", directory / "best.pt"
    if not resume:
        for old in (last, best):
            old.unlink(missing_ok=True)
    train, val, stopped = [], [], False
    stopping, keeper = EarlyStopping(patience), Checkpointer(directory)
    keeper.best_epoch = keeper.best_val_loss = None
    if last.exists():
        load_checkpoint(last, model, optimizer, device=device)
        run = _read(last, "cpu")["run"]
        train, val, stopped = run["train"], run["val"], run["stopped"]
        for epoch, value in enumerate(val, 1):  # replay what was decided
            before = stopping.best
            stopping.step(value)
            if stopping.best != before:
                keeper.best_epoch, keeper.best_val_loss = epoch, value
    while not stopped and len(val) < max_epochs:
        train.append(_epoch(model, train_loader, criterion, device, optimizer))
        val.append(_epoch(model, val_loader, criterion, device))
        stopped = stopping.step(val[-1])
        keeper.update(
            model, optimizer, epoch=len(val), val_loss=val[-1], run={"train": train, "val": val, "stopped": stopped}
        )
    if keeper.best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {"train_loss": train, "val_loss": val, "best_epoch": keeper.best_epoch, "stopped_early": stopped}
