import math, os, torch
from pathlib import Path

def save_checkpoint(path, model, optimizer, *, epoch, val_loss, **más):
    torch.save(dict(epoch=epoch, val_loss=float(val_loss), m=model.state_dict(), o=optimizer.state_dict(), **más), t := f"{path}.tmp")
    os.replace(t, path)

_leer = lambda path, device="cpu": torch.load(path, map_location=device, weights_only=True)
_formas = lambda s: {(k, *v.shape) for k, v in s.items()}

def load_checkpoint(path, model, optimizer=None, *, device):
    c = _leer(path, device)
    if _formas(c["m"]) ^ _formas(model.state_dict()): raise ValueError("otra red")
    model.load_state_dict(c["m"]), model.to(device), optimizer and optimizer.load_state_dict(c["o"])
    return {k: c[k] for k in ("epoch", "val_loss")}

class Checkpointer:
    def __init__(self, directory):
        (d := Path(directory)).mkdir(0o755, True, True); self.d = d
        self.best_epoch, self.best_val_loss = (lambda c: (c["epoch"], c["val_loss"]))(_leer(d / "best.pt")) if (d / "best.pt").exists() else (None, None)
    def update(self, model, optimizer, *, epoch, val_loss, **más):
        if b := (val_loss == val_loss and (self.best_epoch is None or val_loss < self.best_val_loss)):
            self.best_epoch, self.best_val_loss = epoch, float(val_loss)
        for n in ["best", "last"][not b:]: save_checkpoint(self.d / f"{n}.pt", model, optimizer, epoch=epoch, val_loss=val_loss, **más)
        return b

class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1 or mode not in ("min", "max"): raise ValueError((patience, mode))
        self.p, self.d, self.s, self.best, self.bad_epochs = patience, min_delta, (-1) ** (mode == "max"), None, 0
    def step(self, value):
        ok = value == value and (self.best is None or self.s * (self.best - value) > self.d)
        self.best, self.bad_epochs = (value, 0) if ok else (self.best, self.bad_epochs + 1)
        return self.bad_epochs >= self.p

def _vuelta(model, loader, criterion, device, opt=None):
    t = n = 0
    with torch.set_grad_enabled(bool(opt)):
        for x, y in loader:
            l = criterion(model.train(bool(opt))(x.to(device)), y.to(device)); t += l.item() * len(x); n += len(x)
            if opt: opt.zero_grad(); l.backward(); opt.step()
    return t / n

def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    d, es, tr, va, alto = Path(directory), EarlyStopping(patience), [], [], False
    if resume and (d / "last.pt").exists():
        load_checkpoint(d / "last.pt", model, optimizer, device=device)
        tr, va = _leer(d / "last.pt")["curvas"]
    else: [(d / n).unlink(missing_ok=True) for n in ("last.pt", "best.pt")]
    for v in va: alto = es.step(v)
    ck = Checkpointer(d)
    # el mejor según last.pt, no según best.pt, que puede ir un epoch adelante
    ck.best_val_loss, ck.best_epoch = (es.best, va.index(es.best) + 1) if es.best is not None else (None, None)
    while len(va) < max_epochs and not alto:
        tr, va = tr + [_vuelta(model, train_loader, criterion, device, optimizer)], va + [_vuelta(model, val_loader, criterion, device)]
        ck.update(model, optimizer, epoch=len(va), val_loss=va[-1], curvas=[tr, va])
        alto = es.step(va[-1])
    if ck.best_epoch: load_checkpoint(d / "best.pt", model, device=device)
    return dict(train_loss=tr, val_loss=va, best_epoch=ck.best_epoch, stopped_early=alto)
