"""What is validated and saved are the weights before or after others."""

from autograder.text import Text

TITLE = Text(
    es="Los pesos guardados no son los que se validaron",
    en="The weights saved are not those that were validated",
)
HINT = Text(
    es="El orden de cada epoch es entrenar, validar y guardar. En el tuyo, el loss de validación es de otros pesos.",
    en="The order in each epoch is to train, validate and save. In yours, the validation loss is of other weights.",
)
SLIDE = "Training-Validation Loop"


# %% validates before training
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
        val_loss = run_epoch(model, val_loader, criterion, None, device)
        train_loss = run_epoch(model, train_loader, criterion, optimizer, device)
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


# %% copies before training
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
        before = copy.deepcopy(model.state_dict())
        train_loss = run_epoch(model, train_loader, criterion, optimizer, device)
        val_loss = run_epoch(model, val_loader, criterion, None, device)
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if val_loss < best_loss:
            best_loss, best_epoch, waited = val_loss, epoch, 0
            best_weights = before
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


# %% validates before training, with the exercises
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
        stopping.best, stopping.bad_epochs = record["best"], record["bad_epochs"]
        stopped_early = record["stopped_early"]
    while len(val_loss) < max_epochs and not stopped_early:
        val_loss.append(_evaluate(model, val_loader, criterion, device))
        train_loss.append(_train_one_epoch(model, train_loader, criterion, optimizer, device))
        stopped_early = stopping.step(val_loss[-1])
        record = {"train_loss": train_loss, "val_loss": val_loss, "stopped_early": stopped_early}
        record |= {"best": stopping.best, "bad_epochs": stopping.bad_epochs}
        torch.save(record, log)
        checkpointer.update(model, optimizer, epoch=len(val_loss), val_loss=val_loss[-1])
    best_epoch = checkpointer.best_epoch
    if best_epoch:
        load_checkpoint(directory / "best.pt", model, device=device)
    return dict(train_loss=train_loss, val_loss=val_loss, best_epoch=best_epoch, stopped_early=stopped_early)


# %% copies before training, with the exercises
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
    directory.mkdir(parents=True, exist_ok=True)
    last, best, log = directory / "last.pt", directory / "best.pt", directory / "history.json"
    if not resume:
        for old in (last, best, log):
            old.unlink(missing_ok=True)

    history = {"train_loss": [], "val_loss": []}
    if last.exists():
        done = load_checkpoint(last, model, optimizer, device=device)["epoch"]
        # Written before last.pt, so it may be one epoch ahead.
        history = {name: losses[:done] for name, losses in json.loads(log.read_text()).items()}
    best_weights = torch.load(best, map_location=device)["model"] if best.exists() else None
    checkpointer, stopping = Checkpointer(directory), EarlyStopping(patience)
    stop = any(stopping.step(val_loss) for val_loss in history["val_loss"])

    while not stop and len(history["val_loss"]) < max_epochs:
        before = copy.deepcopy(model.state_dict())
        history["train_loss"].append(_train_one_epoch(model, train_loader, criterion, optimizer, device))
        val_loss = _evaluate(model, val_loader, criterion, device)
        history["val_loss"].append(val_loss)
        beside = directory / "history.json.tmp"
        beside.write_text(json.dumps(history))
        os.replace(beside, log)
        if checkpointer.update(model, optimizer, epoch=len(history["val_loss"]), val_loss=val_loss):
            best_weights = before
        stop = stopping.step(val_loss)

    if best_weights is not None:
        model.load_state_dict(best_weights)
    return {**history, "best_epoch": checkpointer.best_epoch, "stopped_early": stop}
