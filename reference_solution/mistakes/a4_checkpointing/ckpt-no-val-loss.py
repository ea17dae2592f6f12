"""The validation loss is not saved."""

from autograder.text import Text

TITLE = Text(es="El val_loss no queda guardado", en="The val_loss is not kept")
HINT = Text(
    es='Sin él, al volver no se puede saber si un epoch nuevo supera al mejor. Se pide bajo la clave "val_loss".',
    en='Without it nobody can tell, on coming back, whether a new epoch beats the best. It is asked for under the key "val_loss".',
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% missing
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


# %% under another name
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "loss": val_loss,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)
