"""In mode max nothing can beat the starting value."""

from autograder.text import Text

TITLE = Text(
    es="En modo max, nada supera al valor inicial", en="In mode max, nothing beats the starting value"
)
HINT = Text(
    es="Infinito es un buen comienzo para buscar un mínimo. ¿Y para buscar un máximo?",
    en="Infinity is a good start to look for a minimum. And to look for a maximum?",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% inf for both
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
