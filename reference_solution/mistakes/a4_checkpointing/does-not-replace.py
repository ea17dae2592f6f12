"""An existing file stays as it was."""

from autograder.text import Text

TITLE = Text(
    es="Si ya hay un archivo, no lo reemplaza", en="If there is a file already, it does not replace it"
)
HINT = Text(
    es="El checkpoint de ayer sigue ahí y el de hoy se pierde.",
    en="Yesterday's checkpoint is still there and today's is lost.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% returns
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    if path.exists():
        return
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


# %% only a better one
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    if path.exists() and torch.load(path)["val_loss"] <= val_loss:
        return
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)
