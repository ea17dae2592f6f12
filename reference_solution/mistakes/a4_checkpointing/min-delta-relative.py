"""The margin is a fraction of the best."""

from autograder.text import Text

TITLE = Text(
    es="Toma min_delta como una fracción del mejor", en="It takes min_delta as a fraction of the best"
)
HINT = Text(
    es="El margen se resta tal cual; no se multiplica por el mejor valor.",
    en="The margin is subtracted as it is; it is not multiplied by the best value.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% one minus
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
            improved = value < self.best * (1 - self.min_delta)
        else:
            improved = value > self.best * (1 + self.min_delta)
        if improved:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


# %% divided
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
        elif self.best is None or self.sign * (self.best - value) / abs(self.best) > self.min_delta:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience
