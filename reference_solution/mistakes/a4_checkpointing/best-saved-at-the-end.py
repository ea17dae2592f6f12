"""best.pt is written after the last epoch."""

from autograder.text import Text

TITLE = Text(es="Guarda best.pt solo al final", en="It saves best.pt at the end only")
HINT = Text(
    es="Si se corta antes, el mejor modelo no está en ninguna parte donde se espera. best.pt se guarda en el epoch que fue el mejor.",
    en="If it is cut off before, the best model is not where it is looked for. best.pt is saved in the epoch that was the best.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% in memory
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
        save_checkpoint(best_path, model, optimizer, epoch=best_epoch, val_loss=best_loss)
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


# %% with EarlyStopping
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
    last = directory / "last.pt"
    state = {"train_loss": [], "val_loss": [], "best": None, "best_epoch": None, "stopped_early": False}
    if resume and last.exists():
        checkpoint = torch.load(last, map_location=device, weights_only=True)
        model.load_state_dict(checkpoint["model"])
        optimizer.load_state_dict(checkpoint["optimizer"])
        state = checkpoint["state"]
    stopping = EarlyStopping(patience)
    for val_loss in state["val_loss"]:
        stopping.step(val_loss)
    while len(state["val_loss"]) < max_epochs and not state["stopped_early"]:
        state["train_loss"].append(_train_one_epoch(model, train_loader, criterion, optimizer, device))
        val_loss = _evaluate(model, val_loader, criterion, device)
        state["val_loss"].append(val_loss)
        epoch = len(state["val_loss"])
        state["stopped_early"] = stopping.step(val_loss)
        checkpoint = {
            "epoch": epoch,
            "val_loss": val_loss,
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "state": state,
        }
        if stopping.bad_epochs == 0:
            state["best_epoch"], state["best"] = epoch, copy.deepcopy(checkpoint["model"])
        torch.save(checkpoint, f"{last}.tmp")
        os.replace(f"{last}.tmp", last)
    best = state.pop("best")
    if best is not None:
        model.load_state_dict(best)
        save_checkpoint(
            directory / "best.pt", model, optimizer, epoch=state["best_epoch"], val_loss=stopping.best
        )
    return state
