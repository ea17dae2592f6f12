"""Without an optimizer it fails."""

from autograder.text import Text

TITLE = Text(es="Falla cuando no se le da un optimizador", en="It fails when it is given no optimizer")
HINT = Text(
    es="Para predecir no hace falta un optimizador: el argumento puede ser None.",
    en="To predict no optimizer is needed: the argument may be None.",
)
SLIDE = "Entrenamiento de la Red"


# %% no look at it
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"], "val_loss": checkpoint["val_loss"]}
