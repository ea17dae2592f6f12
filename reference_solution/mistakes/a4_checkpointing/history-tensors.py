"""The history holds tensors."""

from autograder.text import Text

TITLE = Text(es="La historia guarda tensores, no números", en="The history holds tensors, not numbers")
HINT = Text(
    es="Se piden listas de float: un tensor arrastra su dispositivo y a veces su grafo.",
    en="Lists of floats are asked for: a tensor drags its device along and sometimes its graph.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% converted
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
    return {
        "train_loss": torch.tensor(train_losses),
        "val_loss": torch.tensor(val_losses),
        "best_epoch": checkpointer.best_epoch,
        "stopped_early": stopped,
    }


# %% each
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
    history = {name: [torch.tensor(loss) for loss in losses] for name, losses in history.items()}
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


# %% each, in float64
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
    return {
        "train_loss": [torch.tensor(loss, dtype=torch.float64) for loss in train_losses],
        "val_loss": [torch.tensor(loss, dtype=torch.float64) for loss in val_losses],
        "best_epoch": checkpointer.best_epoch,
        "stopped_early": stopped,
    }
