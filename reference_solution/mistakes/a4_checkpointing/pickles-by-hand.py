"""pickle or JSON instead of torch.save."""

from autograder.text import Text

TITLE = Text(es="No guarda con torch.save", en="It does not save with torch.save")
HINT = Text(
    es="torch.load solo abre lo que escribió torch.save.", en="torch.load only opens what torch.save wrote."
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% pickle
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    import pickle

    tmp = f"{path}.tmp"
    with open(tmp, "wb") as file:
        pickle.dump(
            {
                "epoch": epoch,
                "val_loss": val_loss,
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
            },
            file,
        )
    os.replace(tmp, path)


# %% numpy
def save_checkpoint(path, model, optimizer, *, epoch, val_loss):
    import numpy as np

    arrays = {k: v.detach().cpu().numpy() for k, v in model.state_dict().items()}
    np.savez(f"{path}.tmp.npz", epoch=epoch, val_loss=val_loss, **arrays)
    os.replace(f"{path}.tmp.npz", path)
