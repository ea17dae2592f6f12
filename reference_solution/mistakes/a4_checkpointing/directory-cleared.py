"""A new Checkpointer throws the old files away."""

from autograder.text import Text

TITLE = Text(
    es="Al empezar borra lo que había en la carpeta", en="On starting it deletes what was in the folder"
)
HINT = Text(
    es="Un Checkpointer nuevo en la misma carpeta es quien sigue un trabajo, no quien lo bota.",
    en="A new Checkpointer on the same folder is the one who goes on with the work, not who throws it away.",
)
SLIDE = "Entrenamiento de la Red"


# %% rmtree
class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = float("inf")
        if (self.directory / "best.pt").exists():
            best = torch.load(self.directory / "best.pt", weights_only=True)
            self.best_epoch = best["epoch"]
            self.best_val_loss = best["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        if val_loss < self.best_val_loss:
            self.best_val_loss = val_loss
            self.best_epoch = epoch
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            return True
        return False


import shutil
