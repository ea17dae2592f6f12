"""The epoch returned is the next to train."""

from autograder.text import Text

TITLE = Text(
    es="Entrega el epoch que sigue, no el guardado", en="It returns the epoch that follows, not the one saved"
)
HINT = Text(
    es="epoch dice cuántos van. Desde dónde seguir es cuenta de quien llama.",
    en="epoch says how many there have been. Where to go on is for the caller to work out.",
)
SLIDE = "Entrenamiento de la Red"


# %% plus one
def load_checkpoint(path, model, optimizer=None, *, device):
    checkpoint = torch.load(path, map_location=device)
    copy.deepcopy(model).load_state_dict(checkpoint["model"])
    model.load_state_dict(checkpoint["model"])
    if optimizer is not None:
        optimizer.load_state_dict(checkpoint["optimizer"])
    return {"epoch": checkpoint["epoch"] + 1, "val_loss": checkpoint["val_loss"]}
