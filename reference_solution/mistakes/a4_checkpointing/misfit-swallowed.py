"""The error of a model that does not fit is caught and dropped."""

from autograder.text import Text

TITLE = Text(
    es="Atrapa el error de la red que no calza y sigue",
    en="It catches the error of the model that does not fit and goes on",
)
HINT = Text(
    es="Quien llama cree que la red quedó cargada. Ese error tiene que llegarle.",
    en="The caller believes the model is loaded. That error has to reach them.",
)
SLIDE = "Entrenamiento de la Red"


# %% around the model
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    try:
        copy.deepcopy(model).load_state_dict(checkpoint["model"])
        model.load_state_dict(checkpoint["model"])
        if optimizer is not None:
            optimizer.load_state_dict(checkpoint["optimizer"])
    except RuntimeError as error:
        print(error)
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% returns None
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    own, saved = model.state_dict(), checkpoint["model"]
    if own.keys() != saved.keys() or any(own[k].shape != saved[k].shape for k in own):
        return None
    model.load_state_dict(saved)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}
