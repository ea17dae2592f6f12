"""The first value counts against patience."""

from autograder.text import Text

TITLE = Text(es="El primer valor gasta paciencia", en="The first value uses up patience")
HINT = Text(
    es="El primer valor no tiene con qué compararse: es el mejor hasta ese momento.",
    en="The first value has nothing to be compared with: it is the best up to then.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% None first
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1 or mode not in ["min", "max"]:
            raise ValueError("bad arguments")
        self.patience = patience
        self.min_delta = min_delta
        self.sign = 1 if mode == "min" else -1
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        if value != value:
            self.bad_epochs += 1
        elif self.best is None:
            self.best = value
            self.bad_epochs += 1
        elif self.sign * (self.best - value) > self.min_delta:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience
