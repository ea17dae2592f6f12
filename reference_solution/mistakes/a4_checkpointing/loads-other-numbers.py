"""What is returned are tensors or the numbers exchanged."""

from autograder.text import Text

TITLE = Text(
    es="epoch o val_loss no son los números guardados", en="epoch or val_loss are not the numbers saved"
)
HINT = Text(
    es="Se piden un int y un float, los mismos que se guardaron.",
    en="An int and a float are asked for, the same that were saved.",
)
SLIDE = "Entrenamiento de la Red"


# %% tensors
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": torch.tensor(checkpoint["epoch"]), "val_loss": torch.tensor(checkpoint["val_loss"])}


# %% exchanged
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["val_loss"], "val_loss": checkpoint["epoch"]}


# %% texts
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": str(checkpoint["epoch"]), "val_loss": str(checkpoint["val_loss"])}
