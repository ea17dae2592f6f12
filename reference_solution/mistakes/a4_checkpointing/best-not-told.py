"""best or bad_epochs are missing or say something else."""

from autograder.text import Text

TITLE = Text(es=".best o .bad_epochs no dicen cómo va", en=".best or .bad_epochs do not tell how it goes")
HINT = Text(
    es="Quien mira esos atributos quiere el último valor que contó como mejora y cuántas llamadas van desde entonces.",
    en="Whoever looks at those attributes wants the last value that counted as an improvement and the calls since.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% other names
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("mode")
        if patience < 1:
            raise ValueError("patience")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best_value = float("inf") if mode == "min" else float("-inf")
        self.counter = 0

    def step(self, value):
        if self.mode == "min":
            improved = value < self.best_value - self.min_delta
        else:
            improved = value > self.best_value + self.min_delta
        if improved:
            self.best_value = value
            self.counter = 0
        else:
            self.counter += 1
        return self.counter >= self.patience


# %% the score with its sign
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
            value = -value
            improved = value < self.best - self.min_delta
        if improved:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


# %% counts all calls
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in ("min", "max"):
            raise ValueError("mode")
        if patience < 1:
            raise ValueError("patience")
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.best = float("inf") if mode == "min" else float("-inf")
        self.waited = 0
        self.bad_epochs = 0

    def step(self, value):
        if self.mode == "min":
            improved = value < self.best - self.min_delta
        else:
            improved = value > self.best + self.min_delta
        if improved:
            self.best = value
            self.waited = 0
        else:
            self.waited += 1
        self.bad_epochs += 1
        return self.waited >= self.patience
