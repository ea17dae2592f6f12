"""A missing file raises another error."""

from autograder.text import Text

TITLE = Text(
    es="Si el archivo no existe, lanza otro error que FileNotFoundError",
    en="If the file does not exist, it raises another error than FileNotFoundError",
)
HINT = Text(
    es="Quien llama atrapa FileNotFoundError para saber que no hay nada que continuar.",
    en="The caller catches FileNotFoundError to learn that there is nothing to continue.",
)
SLIDE = "Entrenamiento de la Red"


# %% ValueError
def load_checkpoint(path, model, optimizer=None, *, device):
    if not Path(path).exists():
        raise ValueError(f"no checkpoint at {path}")
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% RuntimeError
def load_checkpoint(path, model, optimizer=None, *, device):
    try:
        checkpoint = torch.load(path, map_location=device)
    except OSError as error:
        raise RuntimeError("cannot load") from error
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% an assertion
def load_checkpoint(path, model, optimizer=None, *, device):
    assert os.path.exists(path), "no checkpoint"
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}
