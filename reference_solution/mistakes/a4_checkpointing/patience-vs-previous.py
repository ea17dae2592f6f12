"""The value is compared with the one before, not with the best."""

from autograder.text import Text

TITLE = Text(
    es="Compara con el valor anterior, no con el mejor",
    en="It compares with the value before, not with the best",
)
HINT = Text(
    es="Con 1, 5, 4, 3 cada valor mejora al anterior y ninguno al mejor: eso son tres llamadas sin mejora.",
    en="With 1, 5, 4, 3 each value improves on the one before and none on the best: those are three calls without improvement.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% best moves always
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
            improved = value < self.best - self.min_delta
        else:
            improved = value > self.best + self.min_delta
        self.best = value
        self.bad_epochs = 0 if improved else self.bad_epochs + 1
        return self.bad_epochs >= self.patience


# %% beside the best
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1 or mode not in ["min", "max"]:
            raise ValueError("bad arguments")
        self.patience = patience
        self.min_delta = min_delta
        self.sign = 1 if mode == "min" else -1
        self.best = None
        self.previous = None
        self.bad_epochs = 0

    def step(self, value):
        if value != value:
            self.bad_epochs += 1
        elif self.previous is None or self.sign * (self.previous - value) > self.min_delta:
            if self.best is None or self.sign * (self.best - value) > 0:
                self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        self.previous = value
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
        waited = 0 if len(history["val_loss"]) < 2 or val_loss < history["val_loss"][-2] else waited + 1
        if val_loss < best_loss:
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


# %% the change since the value before
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max") or patience < 1:
            raise ValueError((mode, patience))
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.previous = self.best = None
        self.bad_epochs = 0

    def step(self, value):
        if math.isnan(value):
            self.bad_epochs += 1
            return self.bad_epochs >= self.patience
        gain = 0 if self.previous is None else self.previous - value
        gain = gain if self.mode == "min" else -gain
        if self.previous is None or gain > self.min_delta:
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        self.previous = value
        return self.bad_epochs >= self.patience


# %% best moves always, but not to NaN
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
            improved = value < self.best - self.min_delta
        else:
            improved = value > self.best + self.min_delta
        if not math.isnan(value):
            self.best = value
        self.bad_epochs = 0 if improved else self.bad_epochs + 1
        return self.bad_epochs >= self.patience
