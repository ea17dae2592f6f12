"""What was best, or the patience used, is forgotten on coming back."""

from autograder.text import Text

TITLE = Text(
    es="Al volver, olvida cuál era el mejor o cuánta paciencia quedaba",
    en="On coming back it forgets which was the best or how much patience was left",
)
HINT = Text(
    es="Después de una interrupción, un epoch peor puede pasar por el mejor, o se espera de más. Lo que hace falta recordar tiene que estar en disco.",
    en="After an interruption, a worse epoch may pass for the best, or one waits too long. What has to be remembered must be on disk.",
)
SLIDE = "Entrenamiento de la Red"


# %% a new Checkpointer
class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = float("inf")

    def update(self, model, optimizer, *, epoch, val_loss):
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        if val_loss < self.best_val_loss:
            self.best_val_loss = val_loss
            self.best_epoch = epoch
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            return True
        return False


# %% its epoch alone remembered
class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = float("inf")
        if (self.directory / "best.pt").exists():
            best = torch.load(self.directory / "best.pt", weights_only=True)
            self.best_epoch = best["epoch"]

    def update(self, model, optimizer, *, epoch, val_loss):
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        if val_loss < self.best_val_loss:
            self.best_val_loss = val_loss
            self.best_epoch = epoch
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            return True
        return False


# %% in fit, the counter
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
        epoch, history = state["epoch"], state["history"]
        best_loss, best_epoch, best_weights = state["best_loss"], state["best_epoch"], state["best_weights"]
    while epoch < max_epochs and waited < patience:
        epoch += 1
        train_loss = run_epoch(model, train_loader, criterion, optimizer, device)
        val_loss = run_epoch(model, val_loader, criterion, None, device)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if val_loss < best_loss:
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


# %% in fit, a new EarlyStopping
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
    return {
        "train_loss": train_losses,
        "val_loss": val_losses,
        "best_epoch": checkpointer.best_epoch,
        "stopped_early": stopped,
    }


# %% in fit, the best
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
    while epoch < max_epochs and waited < patience:
        epoch += 1
        train_loss = run_epoch(model, train_loader, criterion, optimizer, device)
        val_loss = run_epoch(model, val_loader, criterion, None, device)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if val_loss < best_loss:
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


# %% in fit, the best weights
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
        best_loss, best_epoch = state["best_loss"], state["best_epoch"]
    while epoch < max_epochs and waited < patience:
        epoch += 1
        train_loss = run_epoch(model, train_loader, criterion, optimizer, device)
        val_loss = run_epoch(model, val_loader, criterion, None, device)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if val_loss < best_loss:
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


# %% a new Checkpointer in another process
_best = {}


class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch, self.best_val_loss = _best.get(str(directory), (None, float("inf")))

    def update(self, model, optimizer, *, epoch, val_loss):
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        if val_loss < self.best_val_loss:
            self.best_val_loss = val_loss
            self.best_epoch = epoch
            _best[str(self.directory)] = epoch, val_loss
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            return True
        return False


# %% in fit, the best and the counter
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
        epoch, history = state["epoch"], state["history"]
        best_epoch, best_weights = state["best_epoch"], state["best_weights"]
        if state["ended"]:
            waited = patience
    while epoch < max_epochs and waited < patience:
        epoch += 1
        train_loss = run_epoch(model, train_loader, criterion, optimizer, device)
        val_loss = run_epoch(model, val_loader, criterion, None, device)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if val_loss < best_loss:
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
            "ended": waited >= patience,
            "history": history,
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


# %% in fit, the best and the counter, and that it had ended
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
        epoch, history = state["epoch"], state["history"]
        best_epoch, best_weights = state["best_epoch"], state["best_weights"]
    while epoch < max_epochs and waited < patience:
        epoch += 1
        train_loss = run_epoch(model, train_loader, criterion, optimizer, device)
        val_loss = run_epoch(model, val_loader, criterion, None, device)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if val_loss < best_loss:
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
            "history": history,
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


# %% in fit, the counter, where an ended run stays ended
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
    directory = Path(directory)
    if not resume and directory.exists():
        for file in directory.iterdir():
            file.unlink()
    checkpointer = Checkpointer(directory)
    stopping = EarlyStopping(patience)
    log = directory / "log.pt"
    train_loss, val_loss = [], []
    stopped_early = False
    if (directory / "last.pt").exists():
        last = load_checkpoint(directory / "last.pt", model, optimizer, device=device)
        record = torch.load(log)
        train_loss, val_loss = record["train_loss"], record["val_loss"]
        stopping.best = record["best"]
        stopped_early = record["stopped_early"]
    while len(val_loss) < max_epochs and not stopped_early:
        train_loss.append(_train_one_epoch(model, train_loader, criterion, optimizer, device))
        val_loss.append(_evaluate(model, val_loader, criterion, device))
        stopped_early = stopping.step(val_loss[-1])
        record = {"train_loss": train_loss, "val_loss": val_loss, "stopped_early": stopped_early}
        record |= {"best": stopping.best, "bad_epochs": stopping.bad_epochs}
        torch.save(record, log)
        checkpointer.update(model, optimizer, epoch=len(val_loss), val_loss=val_loss[-1])
    best_epoch = checkpointer.best_epoch
    if best_epoch:
        load_checkpoint(directory / "best.pt", model, device=device)
    return dict(train_loss=train_loss, val_loss=val_loss, best_epoch=best_epoch, stopped_early=stopped_early)
