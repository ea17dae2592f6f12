"""The validation loss is rounded or cut."""

from autograder.text import Text

TITLE = Text(es="Guarda un val_loss redondeado", en="It saves a rounded val_loss")
HINT = Text(
    es="Dos epochs que casi empatan quedan iguales, y el mejor deja de ser el mejor. Redondea al mostrar, no al guardar.",
    en="Two epochs that nearly tie become equal, and the best is no longer the best. Round when you show, not when you save.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% two places
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": round(val_loss, 2),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


# %% an int
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": int(val_loss),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


# %% two places, formatted
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": float(f"{val_loss:.2f}"),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)
