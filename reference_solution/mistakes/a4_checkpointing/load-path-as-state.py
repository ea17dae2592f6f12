"""load_state_dict is given the path."""

from autograder.text import Text

TITLE = Text(es="Le pasa la ruta a load_state_dict", en="It hands the path to load_state_dict")
HINT = Text(
    es="load_state_dict espera un estado, no el nombre de un archivo: primero hay que leerlo.",
    en="load_state_dict wants a state, not the name of a file: it has to be read first.",
)
SLIDE = "Entrenamiento de la Red"


# %% the path
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    model.load_state_dict(path)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% its text
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    model.load_state_dict(str(path))
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% to the optimizer
def load_checkpoint(path, model, optimizer=None, *, device):
    saved = torch.load(path, map_location=device, weights_only=True)
    own = model.state_dict()
    if own.keys() != saved["model"].keys() or any(own[k].shape != saved["model"][k].shape for k in own):
        raise ValueError("another model")
    model.load_state_dict(saved["model"])
    if optimizer is not None:
        optimizer.load_state_dict(path)
    return {"epoch": saved["epoch"], "val_loss": saved["val_loss"]}
