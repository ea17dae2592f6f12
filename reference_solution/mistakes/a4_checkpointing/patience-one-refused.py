"""A patience of 1 is refused."""

from autograder.text import Text

TITLE = Text(es="Rechaza patience=1", en="It refuses patience=1")
HINT = Text(
    es="Con patience=1 se para a la primera llamada sin mejora, y eso vale.",
    en="With patience=1 it stops at the first call without improvement, and that is fine.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% at most one
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("mode")
        if patience <= 1:
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
