"""The tensors are put where they were saved."""

from autograder.text import Text

TITLE = Text(
    es="Un checkpoint de la GPU no se abre sin GPU", en="A checkpoint of the GPU does not open without a GPU"
)
HINT = Text(
    es="Cada tensor guardado recuerda dónde vivía, y torch.load lo quiere devolver ahí. ¿Cómo se le dice dónde lo quieres?",
    en="Each saved tensor remembers where it lived, and torch.load wants to put it back there. How do you tell it where you want it?",
)
SLIDE = "Pytorch en GPU"


# %% torch.load alone
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% moved afterwards
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, weights_only=True)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    model.to(device)
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% cuda by name
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location="cuda" if "cuda" in str(device) else None)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}
