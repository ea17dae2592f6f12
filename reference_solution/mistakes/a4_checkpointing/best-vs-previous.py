"""An epoch counts as best when it beats the one before."""

from autograder.text import Text

TITLE = Text(
    es="Compara con el epoch anterior, no con el mejor",
    en="It compares with the epoch before, not with the best",
)
HINT = Text(
    es="Con losses 1, 3, 2 el último mejora al segundo, pero el mejor sigue siendo el primero.",
    en="With losses 1, 3, 2 the last improves on the second, but the best is still the first.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% in update
class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.best_val_loss = float("inf")
        if (self.directory / "best.pt").exists():
            best = torch.load(self.directory / "best.pt", weights_only=True)
            self.best_epoch = best["epoch"]
            self.best_val_loss = best["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        improved = val_loss < self.best_val_loss
        self.best_val_loss = val_loss
        if improved:
            self.best_val_loss = val_loss
            self.best_epoch = epoch
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            return True
        return False


# %% in update, beside
class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch = None
        self.previous = float("inf")
        self.best_val_loss = float("inf")
        if (self.directory / "best.pt").exists():
            best = torch.load(self.directory / "best.pt", weights_only=True)
            self.best_epoch = best["epoch"]
            self.best_val_loss = best["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        before, self.previous = self.previous, val_loss
        if val_loss < before:
            self.best_val_loss = val_loss
            self.best_epoch = epoch
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            return True
        return False
