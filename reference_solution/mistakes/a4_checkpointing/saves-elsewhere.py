"""The file ends under another name."""

from autograder.text import Text

TITLE = Text(es="El archivo queda con otro nombre que path", en="The file ends under another name than path")
HINT = Text(
    es="Después de guardar no hay nada nuevo en path. Si escribes al lado, falta el último paso.",
    en="After saving there is nothing new at path. If you write beside it, the last step is missing.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% the last step forgotten
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    tmp = path.with_name(path.name + ".tmp")
    torch.save(
        {
            "epoch": epoch,
            "val_loss": val_loss,
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
        },
        tmp,
    )


# %% an ending added
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    tmp = f"{path}.tmp"
    torch.save(
        {
            "epoch": epoch,
            "val_loss": val_loss,
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
        },
        tmp,
    )
    os.replace(tmp, f"{path}.pth")


# %% one file per epoch
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    tmp = f"{path}.tmp"
    torch.save(
        {
            "epoch": epoch,
            "val_loss": val_loss,
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
        },
        tmp,
    )
    os.replace(tmp, path.with_name(f"epoch_{epoch}.pt"))
