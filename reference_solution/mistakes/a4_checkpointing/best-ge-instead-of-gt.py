"""A tie counts as an improvement."""

from autograder.text import Text

TITLE = Text(es="Un empate cuenta como mejora", en="A tie counts as an improvement")
HINT = Text(
    es="Con losses 2, 1, 1 el mejor es el segundo epoch: el tercero solo lo iguala.",
    en="With losses 2, 1, 1 the best is the second epoch: the third only equals it.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% in update
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
        if val_loss <= self.best_val_loss:
            self.best_val_loss = val_loss
            self.best_epoch = epoch
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            return True
        return False


# %% in update, with not
class Checkpointer:
    def __init__(self, directory):
        os.makedirs(directory, exist_ok=True)
        self.last, self.best = os.path.join(directory, "last.pt"), os.path.join(directory, "best.pt")
        self.best_val_loss, self.best_epoch = None, None
        if os.path.exists(self.best):
            saved = torch.load(self.best)
            self.best_val_loss, self.best_epoch = saved["val_loss"], saved["epoch"]

    def update(self, model, optimizer, *, epoch, val_loss):
        state = {"epoch": epoch, "val_loss": val_loss}
        state |= {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
        is_best = not math.isnan(val_loss) and (
            self.best_val_loss is None or not val_loss > self.best_val_loss
        )
        if is_best:
            self.best_val_loss, self.best_epoch = val_loss, epoch
            torch.save(state, self.best)
        torch.save(state, self.last)
        return is_best


# %% in step
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("mode")
        if patience < 1:
            raise ValueError("patience")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best = float("inf") if mode == "min" else float("-inf")
        self.bad_epochs = 0

    def step(self, value):
        if self.mode == "min":
            improved = value <= self.best - self.min_delta
        else:
            improved = value >= self.best + self.min_delta
        if improved:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


# %% in step, by the margin
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1 or mode not in ["min", "max"]:
            raise ValueError("bad arguments")
        self.patience = patience
        self.min_delta = min_delta
        self.sign = 1 if mode == "min" else -1
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        if value != value:
            self.bad_epochs += 1
        elif self.best is None or self.sign * (self.best - value) >= self.min_delta:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


# %% in fit
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
    best_loss, best_epoch, best_weights = float("inf"), None, None
    epoch, waited = 0, 0
    if resume and os.path.exists(last_path):
        state = torch.load(last_path, map_location=device)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        epoch, waited, history = state["epoch"], state["waited"], state["history"]
        best_loss, best_epoch, best_weights = state["best_loss"], state["best_epoch"], state["best_weights"]
    while epoch < max_epochs and waited < patience:
        epoch += 1
        train_loss = run_epoch(model, train_loader, criterion, optimizer, device)
        val_loss = run_epoch(model, val_loader, criterion, None, device)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if val_loss <= best_loss:
            best_loss, best_epoch, waited = val_loss, epoch, 0
            best_weights = copy.deepcopy(model.state_dict())
            save_checkpoint(best_path, model, optimizer, epoch=epoch, val_loss=val_loss)
        else:
            waited += 1
        state = {
            "epoch": epoch,
            "val_loss": val_loss,
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "waited": waited,
            "history": history,
            "best_loss": best_loss,
            "best_epoch": best_epoch,
            "best_weights": best_weights,
        }
        torch.save(state, f"{last_path}.tmp")
        os.replace(f"{last_path}.tmp", last_path)
    if best_weights is not None:
        model.load_state_dict(best_weights)
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


# %% in fit, with min
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
    best_loss, best_epoch, best_weights = float("inf"), None, None
    epoch, waited = 0, 0
    if resume and os.path.exists(last_path):
        state = torch.load(last_path, map_location=device)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        epoch, waited, history = state["epoch"], state["waited"], state["history"]
        best_loss, best_epoch, best_weights = state["best_loss"], state["best_epoch"], state["best_weights"]
    while epoch < max_epochs and waited < patience:
        epoch += 1
        train_loss = run_epoch(model, train_loader, criterion, optimizer, device)
        val_loss = run_epoch(model, val_loader, criterion, None, device)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if val_loss == min([loss for loss in history["val_loss"] if loss == loss], default=None):
            best_loss, best_epoch, waited = val_loss, epoch, 0
            best_weights = copy.deepcopy(model.state_dict())
            save_checkpoint(best_path, model, optimizer, epoch=epoch, val_loss=val_loss)
        else:
            waited += 1
        state = {
            "epoch": epoch,
            "val_loss": val_loss,
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "waited": waited,
            "history": history,
            "best_loss": best_loss,
            "best_epoch": best_epoch,
            "best_weights": best_weights,
        }
        torch.save(state, f"{last_path}.tmp")
        os.replace(f"{last_path}.tmp", last_path)
    if best_weights is not None:
        model.load_state_dict(best_weights)
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


# %% in fit, the best alone
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
    best_loss, best_epoch, best_weights = float("inf"), None, None
    epoch, waited = 0, 0
    if resume and os.path.exists(last_path):
        state = torch.load(last_path, map_location=device)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        epoch, waited, history = state["epoch"], state["waited"], state["history"]
        best_loss, best_epoch, best_weights = state["best_loss"], state["best_epoch"], state["best_weights"]
    while epoch < max_epochs and waited < patience:
        epoch += 1
        train_loss = run_epoch(model, train_loader, criterion, optimizer, device)
        val_loss = run_epoch(model, val_loader, criterion, None, device)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        waited = 0 if val_loss < best_loss else waited + 1
        if val_loss <= best_loss:
            best_loss, best_epoch = val_loss, epoch
            best_weights = copy.deepcopy(model.state_dict())
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
            "best_weights": best_weights,
        }
        torch.save(state, f"{last_path}.tmp")
        os.replace(f"{last_path}.tmp", last_path)
    if best_weights is not None:
        model.load_state_dict(best_weights)
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


# %% in update, the first of them told
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
        is_best = val_loss <= self.best_val_loss
        if val_loss < self.best_val_loss:
            self.best_val_loss = val_loss
            self.best_epoch = epoch
        if is_best:
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        return is_best
