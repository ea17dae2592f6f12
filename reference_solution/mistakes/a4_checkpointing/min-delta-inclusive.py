"""To improve by exactly min_delta counts."""

from autograder.text import Text

TITLE = Text(
    es="Mejorar por exactamente min_delta cuenta como mejora",
    en="To improve by exactly min_delta counts as an improvement",
)
HINT = Text(
    es="Se pide superar por más de min_delta; justo eso no alcanza.",
    en="To beat by more than min_delta is asked for; just that is not enough.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% where there is a margin
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("mode")
        if patience < 1:
            raise ValueError("patience")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best = float("inf") if mode == "min" else float("-inf")
        self.bad_epochs = 0

    def step(self, value):
        if self.mode == "min":
            improved = value < self.best and value <= self.best - self.min_delta
        else:
            improved = value > self.best and value >= self.best + self.min_delta
        if improved:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


# %% with a sign
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
        elif self.best is None or 0 < self.sign * (self.best - value) >= self.min_delta:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience
