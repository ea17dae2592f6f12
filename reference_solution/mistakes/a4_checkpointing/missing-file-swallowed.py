"""A missing file is no error."""

from autograder.text import Text

TITLE = Text(es="Si el archivo no existe, calla", en="If the file does not exist, it keeps silent")
HINT = Text(
    es="Quien llama cree que cargó algo. Se pide que se lance FileNotFoundError.",
    en="The caller believes something was loaded. FileNotFoundError is asked for.",
)
SLIDE = "Entrenamiento de la Red"


# %% returns None
def load_checkpoint(path, model, optimizer=None, *, device):
    if not Path(path).exists():
        return None
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% from the beginning
def load_checkpoint(path, model, optimizer=None, *, device):
    if not os.path.isfile(path):
        print("no checkpoint, starting from zero")
        return {"epoch": 0, "val_loss": float("inf")}
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% caught
def load_checkpoint(path, model, optimizer=None, *, device):
    try:
        checkpoint = torch.load(path, map_location=device)
    except FileNotFoundError as error:
        print(error)
        return {}
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}
