"""Only the parameters are restored."""

from autograder.text import Text

TITLE = Text(
    es="Restaura los parámetros, pero no todo el estado de la red",
    en="It restores the parameters, but not the model's whole state",
)
HINT = Text(
    es="BatchNorm lleva promedios que no son parámetros y que la red usa al evaluar.",
    en="BatchNorm keeps averages that are no parameters and that the model uses in evaluation.",
)
SLIDE = "Entrenamiento de la Red"


# %% named_parameters
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(checkpoint["model"][name])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% data
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    for name, p in model.named_parameters():
        p.data.copy_(checkpoint["model"][name].data)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}
