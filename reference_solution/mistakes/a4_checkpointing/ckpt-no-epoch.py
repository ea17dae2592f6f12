"""The number of the epoch is not saved."""

from autograder.text import Text

TITLE = Text(es="El número de epoch no queda guardado", en="The number of the epoch is not kept")
HINT = Text(
    es='Sin él nadie sabe cuántos epochs van ni desde dónde seguir. Se pide bajo la clave "epoch".',
    en='Without it nobody knows how many epochs there have been nor where to go on. It is asked for under the key "epoch".',
)
SLIDE = "Entrenamiento de la Red"


# %% missing
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "val_loss": val_loss,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


# %% under another name
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoca": epoch,
        "val_loss": val_loss,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


# %% always the same
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": 0,
        "val_loss": val_loss,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)
