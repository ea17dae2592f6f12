"""Of the optimizer, its memory is saved and not its groups."""

from autograder.text import Text

TITLE = Text(
    es="Guarda la memoria del optimizador, pero no su learning rate",
    en="It saves the optimizer's memory, but not its learning rate",
)
HINT = Text(
    es="El estado de un optimizador tiene dos partes: la memoria por parámetro y los grupos, con su learning rate. Falta una.",
    en="The state of an optimizer has two parts: the memory per parameter and the groups, with their learning rate. One is missing.",
)
SLIDE = "Entrenamiento de la Red"


# %% its state alone
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict()["state"],
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)


# %% groups without numbers
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    checkpoint = {
        "epoch": epoch,
        "val_loss": val_loss,
        "model": model.state_dict(),
        "optimizer": {"state": optimizer.state_dict()["state"], "param_groups": []},
    }
    tmp = path.with_name(path.name + ".tmp")
    torch.save(checkpoint, tmp)
    os.replace(tmp, path)
