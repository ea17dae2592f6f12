"""Only the parameters are saved, not the BatchNorm statistics."""

from autograder.text import Text

TITLE = Text(
    es="Guarda los parámetros, pero no todo el estado de la red",
    en="It saves the parameters, but not the model's whole state",
)
HINT = Text(
    es="BatchNorm lleva promedios que no son parámetros y que la red usa al evaluar. ¿Qué contiene el estado de una red?",
    en="BatchNorm keeps averages that are no parameters and that the model uses in evaluation. What does the state of a model hold?",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% named_parameters
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "model": dict(model.named_parameters()),
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


# %% detached copies
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "model": {name: p.detach().clone() for name, p in model.named_parameters()},
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)
