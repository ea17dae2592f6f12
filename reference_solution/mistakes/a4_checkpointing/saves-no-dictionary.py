"""The file holds a tuple or a list."""

from autograder.text import Text

TITLE = Text(es="Guarda una tupla en vez de un diccionario", en="It saves a tuple instead of a dictionary")
HINT = Text(
    es='Quien abra el archivo busca cada cosa por su nombre, "epoch" y "val_loss" entre ellas.',
    en='Whoever opens the file looks for each thing by its name, "epoch" and "val_loss" among them.',
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% a tuple
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    state = (epoch, val_loss, model.state_dict(), optimizer.state_dict())
    torch.save(state, f"{path}.tmp")
    os.replace(f"{path}.tmp", path)


# %% a list
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = [epoch, val_loss, model.state_dict(), optimizer.state_dict()]
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)
