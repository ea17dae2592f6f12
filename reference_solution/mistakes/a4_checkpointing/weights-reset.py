"""The model starts from new weights."""

from autograder.text import Text

TITLE = Text(
    es="Parte de pesos nuevos, no de los que recibe",
    en="It starts from new weights, not from those it receives",
)
HINT = Text(
    es="La red llega con sus pesos: se entrena esa, no otra.",
    en="The model arrives with its weights: that one is trained, no other.",
)
SLIDE = "Entrenamiento de la Red"


# %% a copy is trained
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
    model = copy.deepcopy(model)
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


# %% at the start, unless resumed
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
    if not resume:
        for layer in model.modules():
            if hasattr(layer, "reset_parameters"):
                layer.reset_parameters()
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
