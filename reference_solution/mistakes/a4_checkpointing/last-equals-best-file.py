"""Both checkpoints go to one file."""

from autograder.text import Text

TITLE = Text(
    es="Guarda el último y el mejor en el mismo archivo", en="It saves the last and the best in the same file"
)
HINT = Text(
    es="El último pisa al mejor, o al revés: son dos archivos.",
    en="The last overwrites the best, or the other way round: there are two files.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% best.pt only
class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = float("inf")
        if (self.directory / "best.pt").exists():
            best = torch.load(self.directory / "best.pt", weights_only=True)
            self.best_epoch = best["epoch"]
            self.best_val_loss = best["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        if val_loss < self.best_val_loss:
            self.best_val_loss = val_loss
            self.best_epoch = epoch
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            return True
        return False


# %% last.pt only
class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = float("inf")
        if (self.directory / "best.pt").exists():
            best = torch.load(self.directory / "best.pt", weights_only=True)
            self.best_epoch = best["epoch"]
            self.best_val_loss = best["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        if val_loss < self.best_val_loss:
            self.best_val_loss = val_loss
            self.best_epoch = epoch
            save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            return True
        return False


# %% best.pt written every time, too
class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = float("inf")
        if (self.directory / "best.pt").exists():
            best = torch.load(self.directory / "best.pt", weights_only=True)
            self.best_epoch = best["epoch"]
            self.best_val_loss = best["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        if val_loss < self.best_val_loss:
            self.best_val_loss = val_loss
            self.best_epoch = epoch
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            return True
        return False


# %% exchanged names
class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = float("inf")
        if (self.directory / "best.pt").exists():
            best = torch.load(self.directory / "best.pt", weights_only=True)
            self.best_epoch = best["epoch"]
            self.best_val_loss = best["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        if val_loss < self.best_val_loss:
            self.best_val_loss = val_loss
            self.best_epoch = epoch
            save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            return True
        return False


# %% a link to last.pt
class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.last, self.best = self.directory / "last.pt", self.directory / "best.pt"
        self.best_epoch = self.best_val_loss = None
        if self.best.is_file():
            saved = torch.load(self.best, weights_only=True)
            self.best_epoch, self.best_val_loss = saved["epoch"], saved["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        save_checkpoint(self.last, model, optimizer, epoch=epoch, val_loss=val_loss)
        if math.isnan(val_loss) or (self.best_epoch is not None and val_loss >= self.best_val_loss):
            return False
        self.best.unlink(missing_ok=True)
        self.best.symlink_to(self.last.name)
        self.best_epoch, self.best_val_loss = epoch, val_loss
        return True


# %% in fit, best.pt written every time, too
def fit(
    model,
    train_loader,
    val_loader,
    criterion,
    optimizer,
    *,
    max_epochs,
    patience,
    directory,
    device,
    resume=False,
):
    os.makedirs(directory, exist_ok=True)
    last_path, best_path = os.path.join(directory, "last.pt"), os.path.join(directory, "best.pt")
    history = {"train_loss": [], "val_loss": []}
    best_loss, best_epoch = float("inf"), None
    epoch, waited = 0, 0
    if resume and os.path.exists(last_path):
        state = torch.load(last_path, map_location=device)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        epoch, waited, history = state["epoch"], state["waited"], state["history"]
        best_loss, best_epoch = state["best_loss"], state["best_epoch"]
    while epoch < max_epochs and waited < patience:
        epoch += 1
        train_loss = run_epoch(model, train_loader, criterion, optimizer, device)
        val_loss = run_epoch(model, val_loader, criterion, None, device)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if val_loss < best_loss:
            best_loss, best_epoch, waited = val_loss, epoch, 0
        else:
            waited += 1
        save_checkpoint(best_path, model, optimizer, epoch=epoch, val_loss=val_loss)
        state = {
            "epoch": epoch,
            "val_loss": val_loss,
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "waited": waited,
            "history": history,
            "best_loss": best_loss,
            "best_epoch": best_epoch,
        }
        torch.save(state, f"{last_path}.tmp")
        os.replace(f"{last_path}.tmp", last_path)
    if best_epoch is not None:
        load_checkpoint(best_path, model, device=device)
    return {**history, "best_epoch": best_epoch, "stopped_early": waited >= patience}


def run_epoch(model, loader, criterion, optimizer, device):
    training = optimizer is not None
    model.train(training)
    total = 0.0
    with torch.set_grad_enabled(training):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            loss = criterion(model(x), y)
            if training:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * x.size(0)
    return total / len(loader.dataset)
