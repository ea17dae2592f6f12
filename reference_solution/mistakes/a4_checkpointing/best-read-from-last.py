"""A new Checkpointer takes the last checkpoint for the best."""

from autograder.text import Text

TITLE = Text(es="Al volver, toma el último por el mejor", en="On coming back it takes the last for the best")
HINT = Text(
    es="El último epoch casi nunca es el mejor: ¿en cuál de los dos archivos está lo que hay que superar?",
    en="The last epoch is hardly ever the best: in which of the two files is what has to be beaten?",
)
SLIDE = "Entrenamiento de la Red"


# %% last.pt
class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = float("inf")
        if (self.directory / "last.pt").exists():
            best = torch.load(self.directory / "last.pt", weights_only=True)
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
