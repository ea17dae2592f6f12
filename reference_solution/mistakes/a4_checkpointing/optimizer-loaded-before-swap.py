"""The model gets new parameters, the optimizer holds the old ones."""

from autograder.text import Text

TITLE = Text(
    es="El optimizador apunta a parámetros que la red ya no usa",
    en="The optimizer points at parameters that the model uses no more",
)
HINT = Text(
    es="Los pasos que siguen no mueven la red: sus parámetros se cambiaron por otros después de crear el optimizador.",
    en="The steps that follow do not move the model: its parameters were swapped for others after the optimizer was made.",
)
SLIDE = "Entrenamiento de la Red"


# %% assign=True
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"], assign=True)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}
