"""Only the first batch is validated on."""

from autograder.text import Text

TITLE = Text(es="Valida solo con el primer batch", en="It validates on the first batch only")
HINT = Text(
    es="Validar recorre todos los batches. ¿Quién corta el ciclo?",
    en="Validation goes over all batches. Who cuts the loop short?",
)
SLIDE = "Training-Validation Loop"


# %% break
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
                break
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


# %% next
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
        with torch.no_grad():
            inputs, targets = next(iter(val_loader))
            inputs, targets = inputs.to(device), targets.to(device)
            val_loss = criterion(model(inputs), targets).item()
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


# %% over all samples
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
        val_total = 0.0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                val_total += criterion(model(inputs), targets).item() * len(inputs)
                break
        val_loss = val_total / len(val_loader.dataset)
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
