"""Whatever the mode, lower is better."""

from autograder.text import Text

TITLE = Text(es="No hace caso de mode", en="It disregards mode")
HINT = Text(
    es='Con mode="max" una mejora es subir. Tu clase recibe el modo y no lo usa.',
    en='With mode="max" to improve is to rise. Your class takes the mode and does not use it.',
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% no branch
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("mode")
        if patience < 1:
            raise ValueError("patience")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best = float("inf")
        self.bad_epochs = 0

    def step(self, value):
        improved = value < self.best - self.min_delta
        if improved:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


# %% the sign forgotten
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
        elif self.best is None or self.best - value > self.min_delta:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience
