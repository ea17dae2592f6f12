"""The file holds another epoch than the one given."""

from autograder.text import Text

TITLE = Text(
    es="Guarda otro número de epoch que el recibido", en="It saves another epoch number than the one given"
)
HINT = Text(
    es="epoch dice cuántos van; lo que se guarda es ese mismo número.",
    en="epoch says how many there have been; that very number is what to save.",
)
SLIDE = "Entrenamiento de la Red"


# %% the next
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch + 1,
        "val_loss": val_loss,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


# %% from zero
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch - 1,
        "val_loss": val_loss,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)
