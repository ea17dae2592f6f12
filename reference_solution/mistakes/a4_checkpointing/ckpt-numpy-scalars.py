"""Something in the checkpoint is no basic type."""

from autograder.text import Text

TITLE = Text(es="Guarda valores que no son de un tipo básico", en="It saves values that are of no basic type")
HINT = Text(
    es="weights_only=True acepta números de Python, textos, listas, diccionarios y tensores. Algún valor de tu diccionario es de otra clase.",
    en="weights_only=True accepts Python numbers, texts, lists, dictionaries and tensors. Some value in your dictionary is of another class.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% NumPy numbers
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": np.float64(val_loss),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


import numpy as np


# %% the state of NumPy's generator
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "rng": np.random.get_state(),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


import numpy as np


# %% a path
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "path": Path("runs"),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


# %% a date
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "date": datetime.date(2026, 11, 24),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


import datetime


# %% the device
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "when": Stamp(),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


class Stamp:
    version = 1
