"""The weights are not in the file."""

from autograder.text import Text

TITLE = Text(es="El estado de la red no está en el archivo", en="The model's state is not in the file")
HINT = Text(
    es="Se pide un solo archivo con todo: epoch, val_loss, la red y el optimizador.",
    en="One single file with everything is asked for: epoch, val_loss, model and optimizer.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% forgotten
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


# %% the names of the layers only
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "model": list(model.state_dict()),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


# %% in a file of its own
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)
    torch.save(model.state_dict(), f"{path}.model")
