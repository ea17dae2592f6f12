# style: append-only JSON lines beside the checkpoints, EarlyStopping as a list subclass with computed properties, for/else, os.open
# option: the serialised bytes are made in memory first and written with os.write/os.fsync; Checkpointer's attributes are properties over best.pt
import io
import json
import math
import os
import uuid
from functools import reduce

import torch


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    buffer = io.BytesIO()
    torch.save(
        {
            "epoch": int(epoch),
            "val_loss": float(val_loss),
            "state": {"model": model.state_dict(), "optimizer": optimizer.state_dict()},
            "torch": str(torch.__version__),
        },
        buffer,
    )
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    try:
        view = buffer.getbuffer()
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    os.rename(beside, path)


def load_checkpoint(path, model, optimizer=None, *, device):
    content = torch.load(io.BytesIO(path.read_bytes()), map_location=device, weights_only=True)
    state, mine = content["state"]["model"], model.state_dict()
    strange = state.keys() ^ mine.keys()
    strange |= {key for key in state.keys() & mine.keys() if state[key].shape != mine[key].shape}
    if strange:
        raise RuntimeError(f"the checkpoint does not fit the model: {sorted(strange)}")
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(content["state"]["optimizer"])  # complains before it changes anything
    with torch.no_grad():
        for key, tensor in mine.items():  # the tensors of state_dict share memory with the model
            model.state_dict()[key].copy_(state[key])
    return {"epoch": content["epoch"], "val_loss": content["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory

    def _best(self, key, default):
        try:
            return torch.load(self.directory / "best.pt", map_location="cpu", weights_only=True)[key]
        except FileNotFoundError:
            return default

    best_epoch = property(lambda self: self._best("epoch", None))
    best_val_loss = property(lambda self: self._best("val_loss", None))

    def update(self, model, optimizer, *, epoch, val_loss):
        leader = self.best_val_loss
        better = (not math.isnan(val_loss)) if leader is None else bool(val_loss < leader)
        if better:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return better


class EarlyStopping(list):
    """The list of all values seen; everything else is computed from it."""

    def __init__(self, patience, min_delta=0.0, mode="min"):
        super().__init__()
        if mode not in ("min", "max") or patience < 1:
            raise ValueError(f"mode={mode!r}, patience={patience!r}")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode

    def _gain(self, value, best):
        return best - value if self.mode == "min" else value - best

    def _fold(self):
        def one(state, value):
            best, bad = state
            if math.isnan(value):
                return best, bad + 1
            if best is None or self._gain(value, best) > self.min_delta:
                return value, 0
            return best, bad + 1

        return reduce(one, self, (None, 0))

    @property
    def best(self):
        return self._fold()[0]

    @property
    def bad_epochs(self):
        return self._fold()[1]

    def step(self, value):
        self.append(float(value))
        return self.bad_epochs >= self.patience


def _remember(file, row):
    with open(file, "a", encoding="utf-8") as log:
        log.write("\n" + json.dumps(row))  # the line break comes first: a torn line cannot spoil the next one
        log.flush()
        os.fsync(log.fileno())


def _recall(file, last):
    rows = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
            rows[row["epoch"]] = row  # a repeated epoch: the later line counts
        except (ValueError, TypeError, KeyError):
            continue
    return [rows[epoch] for epoch in range(1, last + 1)]


def _train(model, loader, criterion, optimizer, device):
    model.train()
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        yield loss.item(), inputs.size(0)


@torch.no_grad()
def _validate(model, loader, criterion, device):
    model.eval()
    return [(criterion(model(x.to(device)), y.to(device)).item(), x.size(0)) for x, y in loader]


def _average(pairs):
    losses, sizes = zip(*pairs)
    return sum(loss * n for loss, n in zip(losses, sizes)) / sum(sizes)


def fit(
    model, train_loader, val_loader, criterion, optimizer,
    *, max_epochs, patience, directory, device, resume=False,
):
    directory.mkdir(parents=True, exist_ok=True)
    log, last, best = (directory / name for name in ("history.jsonl", "last.pt", "best.pt"))
    stopping, rows = EarlyStopping(patience), []
    if resume and last.is_file():
        done = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        rows = _recall(log, done)
        for row in rows:
            stopping.step(row["val_loss"])
    else:
        for old in (last, best, log):
            old.unlink(missing_ok=True)
    checkpointer = Checkpointer(directory)
    stopped = bool(rows) and (rows[-1]["stopped"] or stopping.bad_epochs >= patience)
    for epoch in range(len(rows) + 1, max_epochs + 1):
        if stopped:
            break
        train_loss = _average(_train(model, train_loader, criterion, optimizer, device))
        val_loss = _average(_validate(model, val_loader, criterion, device))
        stopped = stopping.step(val_loss)
        rows.append({"epoch": epoch, "train_loss": train_loss, "val_loss": val_loss, "stopped": stopped})
        _remember(log, rows[-1])
        checkpointer.update(model, optimizer, epoch=epoch, val_loss=val_loss)
    best_epoch = checkpointer.best_epoch
    if best_epoch is not None:
        load_checkpoint(best, model, device=device)
    return {
        "train_loss": [row["train_loss"] for row in rows],
        "val_loss": [row["val_loss"] for row in rows],
        "best_epoch": best_epoch,
        "stopped_early": bool(stopped),
    }
