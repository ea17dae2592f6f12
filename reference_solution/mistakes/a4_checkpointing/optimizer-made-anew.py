"""A new optimizer is made."""

from autograder.text import Text

TITLE = Text(es="Crea su propio optimizador", en="It makes an optimizer of its own")
HINT = Text(
    es="El optimizador viene como argumento, con su learning rate y sus grupos.",
    en="The optimizer comes as an argument, with its learning rate and its groups.",
)
SLIDE = "Convenciones: Optimizador y Loss Function"


# %% Adam
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
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
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


# %% SGD
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
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
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
        "train_loss": train_losses,
        "val_loss": val_losses,
        "best_epoch": checkpointer.best_epoch,
        "stopped_early": stopped,
    }


# %% each epoch, with the settings of the one before
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
        settings = {k: v for k, v in optimizer.param_groups[0].items() if k in optimizer.defaults}
        optimizer = type(optimizer)(model.parameters(), **settings)
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
