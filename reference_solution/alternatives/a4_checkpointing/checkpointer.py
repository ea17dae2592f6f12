"""B63, B64, B69, B71: the best and the last, in other words."""


# %% None first
class Checkpointer:
    def __init__(self, directory):
        self.directory = directory
        os.makedirs(directory, exist_ok=True)
        self.best_val_loss = None
        self.best_epoch = None
        self.best_path = os.path.join(directory, "best.pt")
        if os.path.exists(self.best_path):
            checkpoint = torch.load(self.best_path, weights_only=True)
            self.best_val_loss = checkpoint["val_loss"]
            self.best_epoch = checkpoint["epoch"]

    def update(self, model, optimizer, *, epoch, val_loss):
        save_checkpoint(
            os.path.join(self.directory, "last.pt"), model, optimizer, epoch=epoch, val_loss=val_loss
        )
        improved = not math.isnan(val_loss) and (self.best_val_loss is None or val_loss < self.best_val_loss)
        if improved:
            self.best_val_loss = val_loss
            self.best_epoch = epoch
            save_checkpoint(self.best_path, model, optimizer, epoch=epoch, val_loss=val_loss)
            return True
        return False


# %% what it remembers lies beside in JSON
class Checkpointer:
    def __init__(self, directory):
        self.folder = Path(directory)
        self.folder.mkdir(exist_ok=True)
        self.memory = self.folder / "best.json"
        self.best_val_loss, self.best_epoch = float("inf"), None
        if self.memory.exists() and (self.folder / "best.pt").exists():
            self.best_val_loss, self.best_epoch = json.loads(self.memory.read_text())

    def update(self, model, optimizer, *, epoch, val_loss):
        for name in ["last.pt", "best.pt"] if val_loss < self.best_val_loss else ["last.pt"]:
            save_checkpoint(self.folder / name, model, optimizer, epoch=epoch, val_loss=val_loss)
        if val_loss < self.best_val_loss:
            self.best_val_loss, self.best_epoch = val_loss, epoch
            self.memory.write_text(json.dumps([val_loss, epoch]))
            return True
        return False


# %% the file is the memory
class Checkpointer:
    def __init__(self, directory):
        self.dir = Path(directory)
        if not self.dir.is_dir():
            self.dir.mkdir(parents=True)

    def _best(self):
        path = self.dir / "best.pt"
        return torch.load(path) if path.is_file() else {"epoch": None, "val_loss": math.inf}

    @property
    def best_epoch(self):
        return self._best()["epoch"]

    @property
    def best_val_loss(self):
        return self._best()["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        is_best = val_loss < self.best_val_loss
        save_checkpoint(self.dir / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        if is_best:
            save_checkpoint(self.dir / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best


# %% best.pt is a copy of last.pt, and the folder is made at the first update
class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.best_epoch, self.best_val_loss = None, np.inf
        try:
            model = torch.load(self.directory / "best.pt", map_location="cpu")
            self.best_epoch, self.best_val_loss = model["epoch"], model["val_loss"]
        except FileNotFoundError:
            pass

    def update(self, model, optimizer, *, epoch, val_loss):
        self.directory.mkdir(parents=True, exist_ok=True)
        last = self.directory / "last.pt"
        save_checkpoint(last, model, optimizer, epoch=epoch, val_loss=val_loss)
        if not (val_loss < self.best_val_loss):
            return False
        shutil.copy(last, self.directory / "best.pt")
        self.best_epoch, self.best_val_loss = epoch, val_loss
        return True


import shutil

import numpy as np


# %% from all the losses
class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.losses = {}
        self._log = self.directory / "losses.pt"
        if self._log.exists() and (self.directory / "last.pt").exists():
            self.losses = torch.load(self._log)

    @property
    def best_epoch(self):
        return min(self.losses, key=self.losses.get) if self.losses else None

    @property
    def best_val_loss(self):
        return min(self.losses.values(), default=None)

    def update(self, model, optimizer, *, epoch, val_loss):
        before = self.best_val_loss
        if val_loss == val_loss:  # no NaN
            self.losses[epoch] = val_loss
            torch.save(self.losses, self._log)
        best = val_loss == val_loss and (before is None or val_loss < before)
        for name, due in {"best.pt": best, "last.pt": True}.items():
            if due:
                save_checkpoint(self.directory / name, model, optimizer, epoch=epoch, val_loss=val_loss)
        return best
