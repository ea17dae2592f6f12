"""The file is read and the model does not change."""

from autograder.text import Text

TITLE = Text(
    es="Lee el archivo, pero la red no cambia", en="It reads the file, but the model does not change"
)
HINT = Text(
    es="El contenido queda en una variable, en una copia o en otra red. ¿Quién lo recibe?",
    en="What was read stays in a variable, in a copy or in another model. Who receives it?",
)
SLIDE = "Entrenamiento de la Red"


# %% never used
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% into a copy
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    model = copy.deepcopy(model)
    model.load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% into the dictionary
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.state_dict().update(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}
