"""The optimizer keeps its own learning rate."""

from autograder.text import Text

TITLE = Text(
    es="El optimizador recupera su memoria, pero no su learning rate",
    en="The optimizer gets its memory back, but not its learning rate",
)
HINT = Text(
    es="El learning rate también es parte del estado guardado.",
    en="The learning rate is part of the saved state, too.",
)
SLIDE = "Entrenamiento de la Red"


# %% put back afterwards
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    if optimizer is not None:
        lr = optimizer.param_groups[0]["lr"]
        optimizer.load_state_dict(checkpoint["optimizer"])
        optimizer.param_groups[0]["lr"] = lr
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}


# %% the state alone
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    if optimizer is not None:
        own = optimizer.state_dict()
        optimizer.load_state_dict({**own, "state": checkpoint["optimizer"]["state"]})
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}
