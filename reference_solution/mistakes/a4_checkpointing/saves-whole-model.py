"""Objects are pickled instead of their state."""

from autograder.text import Text

TITLE = Text(
    es="Guarda los objetos enteros en vez de su estado", en="It saves whole objects instead of their state"
)
HINT = Text(
    es="Un archivo con objetos de tu código solo se abre con tu código, y weights_only=True lo rechaza. ¿Qué entrega la red cuando le pides su estado?",
    en="A file with objects of your code opens with your code only, and weights_only=True refuses it. What does the model give when asked for its state?",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% the model and the optimizer
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "model": model,
        "optimizer": optimizer,
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


# %% the model
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "model": model,
        "optimizer": optimizer.state_dict(),
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


# %% the optimizer
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "model": model.state_dict(),
        "optimizer": optimizer,
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


# %% both, straight
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    state = dict(epoch=epoch, val_loss=val_loss, model=model, optimizer=optimizer)
    torch.save(state, f"{path}.tmp")
    os.rename(f"{path}.tmp", path)
