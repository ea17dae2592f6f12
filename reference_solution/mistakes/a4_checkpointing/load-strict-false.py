"""Tensors too few or too many pass unnoticed."""

from autograder.text import Text

TITLE = Text(
    es="Carga lo que calza y calla lo demás", en="It loads what fits and keeps silent about the rest"
)
HINT = Text(
    es="Si faltan o sobran tensores, la red queda con pesos al azar en una parte y nadie se entera.",
    en="If tensors are missing or left over, part of the model keeps random weights and nobody hears of it.",
)
SLIDE = "Entrenamiento de la Red"


# %% strict=False
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    model.load_state_dict(checkpoint["model"], strict=False)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% the names that both have
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    own = model.state_dict()
    own.update({k: v for k, v in checkpoint["model"].items() if k in own and v.shape == own[k].shape})
    model.load_state_dict(own)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% strict=False after a try
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"], strict=False)
    model.load_state_dict(checkpoint["model"], strict=False)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}
