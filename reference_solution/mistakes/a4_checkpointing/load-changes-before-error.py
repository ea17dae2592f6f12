"""A model that does not fit is half loaded when the error comes."""

from autograder.text import Text

TITLE = Text(
    es="Cuando la red no calza, el error llega tarde: algo ya cambió",
    en="When the model does not fit, the error comes late: something has changed already",
)
HINT = Text(
    es="load_state_dict copia todo lo que calza y al final reclama por lo demás. Hay que saber si calza antes de tocar la red o el optimizador.",
    en="load_state_dict copies all that fits and complains about the rest at the end. You have to know whether it fits before you touch model or optimizer.",
)
SLIDE = "Entrenamiento de la Red"


# %% load_state_dict alone
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    model.load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% the optimizer first
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device, weights_only=True)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% tensor by tensor
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    own = model.state_dict()
    if own.keys() != checkpoint["model"].keys():
        raise KeyError("other layers")
    with torch.no_grad():
        for name, tensor in checkpoint["model"].items():
            own[name].copy_(tensor)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% checked afterwards
def load_checkpoint(path, model, optimizer=None, *, device):
    ckpt = torch.load(path, map_location=device)
    result = model.load_state_dict(ckpt["model"], strict=False)
    if result.missing_keys or result.unexpected_keys:
        raise RuntimeError("the checkpoint is of another model")
    if optimizer:
        optimizer.load_state_dict(ckpt["optimizer"])
    return {"epoch": ckpt["epoch"], "val_loss": ckpt["val_loss"]}
