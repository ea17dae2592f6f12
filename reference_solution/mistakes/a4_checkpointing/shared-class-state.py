"""All objects share one state."""

from autograder.text import Text

TITLE = Text(es="Todos los objetos comparten el mismo estado", en="All objects share one state")
HINT = Text(
    es="Lo que se declara en la clase es de todos; lo de cada objeto se crea en __init__.",
    en="What is declared in the class belongs to all; what belongs to each object is made in __init__.",
)
SLIDE = "Monitoreo de un Modelo: Validation Curve"


# %% class attributes
class EarlyStopping:
    state = {"best": None, "bad_epochs": 0}

    def __init__(self, patience, min_delta=0.0, mode="min"):
        if patience < 1 or mode not in ["min", "max"]:
            raise ValueError("bad arguments")
        self.patience, self.min_delta = patience, min_delta
        self.sign = 1 if mode == "min" else -1

    @property
    def best(self):
        return self.state["best"]

    @property
    def bad_epochs(self):
        return self.state["bad_epochs"]

    def step(self, value):
        if value == value and (self.best is None or self.sign * (self.best - value) > self.min_delta):
            self.state["best"], self.state["bad_epochs"] = value, 0
        else:
            self.state["bad_epochs"] += 1
        return self.bad_epochs >= self.patience
