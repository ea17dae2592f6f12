"""B63 to B65, B67: patience in other words."""


# %% None first, a branch per mode
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode not in {"min", "max"}:
            raise ValueError("mode must be min or max")
        if patience < 1:
            raise ValueError("patience must be positive")
        self.patience = patience
        self.min_delta = min_delta
        self.mode = mode
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        if math.isnan(value):
            improved = False
        elif self.best is None:
            improved = True
        elif self.mode == "min":
            improved = value < self.best - self.min_delta
        else:
            improved = value > self.best + self.min_delta
        if improved:
            self.best = value
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        return self.bad_epochs >= self.patience


# %% counting down, the score negated
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience <= 0:
            raise ValueError(patience)
        try:
            self.sign = {"min": -1.0, "max": 1.0}[mode]
        except KeyError:
            raise ValueError(mode) from None
        self.patience, self.min_delta = patience, min_delta
        self.left = patience
        self.score = -float("inf")

    @property
    def best(self):
        return self.sign * self.score

    @property
    def bad_epochs(self):
        return self.patience - self.left

    def step(self, value):
        score = self.sign * value
        if score - self.score > self.min_delta:
            self.score, self.left = score, self.patience
        else:
            self.left -= 1
        return self.left <= 0


# %% by the number of the call
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        if mode != "min" and mode != "max":
            raise ValueError
        if not patience >= 1:
            raise ValueError
        self.patience, self.min_delta, self.mode = patience, min_delta, mode
        self.calls = 0
        self.best_call = 0
        self.best = float("inf") if mode == "min" else float("-inf")

    @property
    def bad_epochs(self):
        return self.calls - self.best_call

    def step(self, value):
        self.calls += 1
        better = {"min": self.best - value, "max": value - self.best}[self.mode]
        if better > self.min_delta:
            self.best, self.best_call = value, self.calls
        return self.calls - self.best_call >= self.patience


# %% a dataclass
from dataclasses import dataclass, field


@dataclass
class EarlyStopping:
    patience: int
    min_delta: float = 0.0
    mode: str = "min"
    best: float = field(init=False)
    bad_epochs: int = field(init=False, default=0)

    def __post_init__(self):
        if self.mode not in ("min", "max"):
            raise ValueError(f"unknown mode {self.mode}")
        if self.patience < 1:
            raise ValueError(f"patience {self.patience}")
        self.best = np.inf if self.mode == "min" else -np.inf

    def step(self, value: float) -> bool:
        match self.mode:
            case "min":
                improved = value < self.best - self.min_delta
            case "max":
                improved = value > self.best + self.min_delta
        self.best = value if improved else self.best
        self.bad_epochs = 0 if improved else self.bad_epochs + 1
        return self.bad_epochs == self.patience


import numpy as np


# %% a comparison chosen once
class EarlyStopping:
    def __init__(self, patience, min_delta=0.0, mode="min"):
        import operator

        comparisons = {"min": operator.lt, "max": operator.gt}
        if mode not in comparisons or patience < 1:
            raise ValueError("bad arguments")
        self.better = comparisons[mode]
        self.margin = min_delta if mode == "max" else -min_delta
        self.patience = patience
        self.best = None
        self.bad_epochs = 0

    def step(self, value):
        value = float(value)
        if not math.isnan(value) and (self.best is None or self.better(value, self.best + self.margin)):
            self.best, self.bad_epochs = value, 0
            return False
        self.bad_epochs += 1
        return self.bad_epochs >= self.patience
