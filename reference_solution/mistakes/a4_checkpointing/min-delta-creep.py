"""Small gains move the best although they do not count."""

from autograder.text import Text

TITLE = Text(
    es="Una mejora chica no cuenta, pero igual mueve el mejor",
    en="A small gain does not count, yet it moves the best",
)
HINT = Text(
    es="Si cada paso chico corre la vara, muchos pasos chicos nunca llegan a ser una mejora. .best es el último valor que contó.",
    en="If each small step moves the bar, many small steps never become an improvement. .best is the last value that counted.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% min and max
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
            improved = value < self.best - self.min_delta
        else:
            improved = value > self.best + self.min_delta
        if improved:
            self.best = value
            self.bad_epochs = 0
        else:
            self.best = (min if self.mode == "min" else max)(self.best, value)
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
        elif self.best is None or self.sign * (self.best - value) > self.min_delta:
            self.best = value
            self.bad_epochs = 0
        else:
            if self.sign * (self.best - value) > 0:
                self.best = value
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience
