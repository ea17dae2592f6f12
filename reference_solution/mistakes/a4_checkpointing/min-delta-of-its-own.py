"""A margin that nobody asked for: small improvements do not count."""

from autograder.text import Text

TITLE = Text(
    es="Exige una mejora mínima que nadie pidió", en="It asks for a least improvement that nobody asked for"
)
HINT = Text(
    es="Sin `min_delta`, cualquier valor menor es una mejora, también por una milésima. ¿De dónde sale tu margen?",
    en="Without `min_delta` any smaller value is an improvement, by a thousandth, too. Where does your margin come from?",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% a default
class EarlyStopping:
    def __init__(self, patience, min_delta=1e-3, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("mode")
        if patience < 1:
            raise ValueError("patience")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best = float("inf") if mode == "min" else float("-inf")
        self.bad_epochs = 0

    def step(self, value):
        if self.mode == "min":
            improved = value < self.best - self.min_delta
        else:
            improved = value > self.best + self.min_delta
        if improved:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


# %% rounded
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1 or mode not in ["min", "max"]:
            raise ValueError("bad arguments")
        self.patience, self.min_delta = patience, min_delta
        self.sign = 1 if mode == "min" else -1
        self.best, self.bad_epochs = None, 0

    def step(self, value):
        better = self.best is None or round(self.sign * (self.best - value), 2) > self.min_delta
        if value == value and better:
            self.best, self.bad_epochs = value, 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


# %% the best file
class Checkpointer:
    def __init__(self, directory):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.best_epoch, self.best_val_loss = None, float("inf")
        best = self.directory / "best.pt"
        if best.exists():
            content = torch.load(best, map_location="cpu", weights_only=True)
            self.best_epoch, self.best_val_loss = content["epoch"], content["val_loss"]

    def update(self, model, optimizer, *, epoch, val_loss):
        save_checkpoint(self.directory / "last.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
        if val_loss == val_loss and self.best_val_loss - val_loss > 1e-2:
            self.best_epoch, self.best_val_loss = epoch, val_loss
            save_checkpoint(self.directory / "best.pt", model, optimizer, epoch=epoch, val_loss=val_loss)
            return True
        return False
