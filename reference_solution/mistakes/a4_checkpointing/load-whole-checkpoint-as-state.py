"""load_state_dict is given the whole dictionary."""

from autograder.text import Text

TITLE = Text(
    es="Le pasa el checkpoint entero a load_state_dict", en="It hands the whole checkpoint to load_state_dict"
)
HINT = Text(
    es="El checkpoint es un diccionario con varias cosas; el estado de la red es solo una de ellas.",
    en="The checkpoint is a dictionary with several things; the state of the model is just one of them.",
)
SLIDE = "Entrenamiento de la Red"


# %% the dictionary
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint)
    model.load_state_dict(checkpoint)
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}
