# exercise: EarlyStopping
# mistake: The count and the best live in a dictionary of the class, which every object shares.
import math, os
import torch


def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    d = {"epoch": epoch, "val_loss": val_loss, "sd": model.state_dict(), "osd": optimizer.state_dict()}
    torch.save(d, str(path) + "~")
    os.replace(str(path) + "~", path)


def load_checkpoint(path, model, optimizer=None, *, device):
    d = torch.load(path, weights_only=True, map_location=device)
    now = model.state_dict()
    assert sorted(now) == sorted(d["sd"]), "otras capas"
    assert all(now[k].shape == d["sd"][k].shape for k in now), "otros tamaños"
    model.load_state_dict(d["sd"])
    model.to(device)
    if optimizer is not None:
        optimizer.load_state_dict(d["osd"])
    return {"epoch": d["epoch"], "val_loss": d["val_loss"]}


class Checkpointer:
    def __init__(self, directory):
        self.d = directory
        self.d.mkdir(parents=True, exist_ok=True)
        self.best_epoch, self.best_val_loss = None, math.inf
        if (self.d / "best.pt").exists():
            b = torch.load(self.d / "best.pt", weights_only=True, map_location="cpu")
            self.best_epoch, self.best_val_loss = b["epoch"], b["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        best = not math.isnan(val_loss) and (self.best_epoch is None or val_loss < self.best_val_loss)
        for name in ["last.pt"] + ["best.pt"] * best:
            save_checkpoint(self.d / name, model, optimizer, epoch=epoch, val_loss=val_loss)
        if best:
            self.best_epoch, self.best_val_loss = epoch, val_loss
        return best


class EarlyStopping:
    estado = {"best": None, "bad_epochs": 0}

    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1 or mode not in ("min", "max"):
            raise ValueError("patience o mode")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode

    @property
    def best(self):
        return self.estado["best"]

    @property
    def bad_epochs(self):
        return self.estado["bad_epochs"]

    def step(self, value):
        mejor = self.estado["best"]
        if math.isnan(value):
            mejora = False
        elif mejor is None:
            mejora = True
        else:
            mejora = (mejor - value if self.mode == "min" else value - mejor) > self.min_delta
        if mejora:
            self.estado.update(best=value, bad_epochs=0)
        else:
            self.estado["bad_epochs"] += 1
        return self.estado["bad_epochs"] >= self.patience


class _Run:
    """Estado de fit."""

    def __init__(self, folder):
        self.folder = folder
        self.tl, self.vl, self.best, self.bad = [], [], None, 0

    def load(self, model, optimizer, device):
        load_checkpoint(self.folder / "last.pt", model, optimizer, device=device)
        self.tl, self.vl, self.best, self.bad = torch.load(self.folder / "last.pt", weights_only=True, map_location="cpu")["run"]

    def clean(self):
        for n in ("last.pt", "best.pt"):
            (self.folder / n).unlink(missing_ok=True)

    def record(self, model, optimizer, tl, vl):
        lead = math.inf if self.best is None else self.vl[self.best - 1]
        self.tl.append(tl)
        self.vl.append(vl)
        n = len(self.vl)
        if vl < lead or (self.best is None and not math.isnan(vl)):
            self.best, self.bad = n, 0
            save_checkpoint(self.folder / "best.pt", model, optimizer, epoch=n, val_loss=vl)
        else:
            self.bad += 1
        d = {"epoch": n, "val_loss": vl, "sd": model.state_dict(), "osd": optimizer.state_dict(),
             "run": [self.tl, self.vl, self.best, self.bad]}
        torch.save(d, self.folder / "last.tmp")
        os.replace(self.folder / "last.tmp", self.folder / "last.pt")


def fit(model, train_loader, val_loader, criterion, optimizer, *, max_epochs, patience, directory, device, resume=False):
    directory.mkdir(parents=True, exist_ok=True)
    run = _Run(directory)
    if resume and (directory / "last.pt").exists():
        run.load(model, optimizer, device)
    else:
        run.clean()

    def go(loader, train):
        model.train(train)
        s = 0.0
        with torch.set_grad_enabled(train):
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                l = criterion(model(x), y)
                if train:
                    optimizer.zero_grad()
                    l.backward()
                    optimizer.step()
                s += l.item() * len(x)
        return s / len(loader.dataset)

    while len(run.vl) < max_epochs and run.bad < patience:
        tl = go(train_loader, True)
        run.record(model, optimizer, tl, go(val_loader, False))
    if run.best is not None:
        load_checkpoint(directory / "best.pt", model, device=device)
    return {"train_loss": run.tl, "val_loss": run.vl, "best_epoch": run.best, "stopped_early": run.bad >= patience}
