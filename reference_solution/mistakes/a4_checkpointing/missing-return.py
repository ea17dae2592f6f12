"""Nothing is returned."""

from autograder.text import Text

TITLE = Text(es="No entrega el resultado", en="It does not return the result")
HINT = Text(
    es="La función hace su trabajo y termina sin entregar nada: quien la llama recibe None.",
    en="The function does its work and ends without handing anything back: the caller gets None.",
)
SLIDE = "Entrenamiento de la Red"


# %% load_checkpoint
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])


# %% update
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
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)


# %% step
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
        if improved:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1


# %% step, only at the end
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
        if improved:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        if self.bad_epochs >= self.patience:
            return True


# %% update, only for the best
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
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            return True


# %% fit
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
    directory.mkdir(parents=True, exist_ok=True)
    if not resume:
        for name in ["last.pt", "best.pt", "history.json"]:
            (directory / name).unlink(missing_ok=True)
    train_losses, val_losses = [], []
    start = 1
    if (directory / "last.pt").exists():
        start = load_checkpoint(directory / "last.pt", model, optimizer, device=device)["epoch"] + 1
        saved = json.loads((directory / "history.json").read_text())
        train_losses, val_losses = saved["train_loss"], saved["val_loss"]
    checkpointer = Checkpointer(directory)
    stopper = EarlyStopping(patience)
    stopped = False
    for loss in val_losses:
        stopped = stopper.step(loss)
    for epoch in range(start, max_epochs + 1):
        if stopped:
            break
        model.train()
        total, count = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            count += len(inputs)
        train_losses.append(total / count)
        model.eval()
        val_total, val_count = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                val_total += criterion(model(inputs), targets).item() * len(inputs)
                val_count += len(inputs)
        val_loss = val_total / val_count
        val_losses.append(val_loss)
        saved = {"train_loss": train_losses, "val_loss": val_losses}
        (directory / "history.json").write_text(json.dumps(saved))
        checkpointer.update(model, optimizer, epoch=epoch, val_loss=val_loss)
        stopped = stopper.step(val_loss)
    if checkpointer.best_epoch is not None:
        load_checkpoint(directory / "best.pt", model, device=device)


# %% load_checkpoint, only with an optimizer
def load_checkpoint(path, model, optimizer=None, *, device):
    if not os.path.exists(path):
        raise FileNotFoundError(path)
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.to(device).load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
        return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}
