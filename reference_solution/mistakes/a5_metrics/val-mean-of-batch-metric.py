"""The mean of the metrics of the batches."""

from autograder.text import Text

TITLE = Text(es="Promedia las métricas de los batches", en="It averages the metrics of the batches")
HINT = Text(
    es="El F1 de todo no es el promedio de los F1 de las partes. Junta conteos (o predicciones) y calcula una vez.",
    en="The F1 of the whole is not the mean of the F1 of its parts. Gather counts (or predictions) and compute once.",
)
SLIDE = "Model Evaluation"


# %% lists of metrics
class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, preds, target):
        self.values["accuracy"].append(accuracy(preds, target))
        self.values["precision"].append(precision(preds, target))
        self.values["recall"].append(recall(preds, target))
        self.values["f1"].append(f1_score(preds, target))

    def compute(self):
        if not self.values["accuracy"]:
            raise ValueError("no data")
        return {name: sum(values) / len(values) for name, values in self.values.items()}

    def reset(self):
        self.values = {"accuracy": [], "precision": [], "recall": [], "f1": []}


# %% running sums
class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, preds, target):
        self.n += 1
        self.a += accuracy(preds, target)
        self.p += precision(preds, target)
        self.r += recall(preds, target)
        self.f += f1_score(preds, target)

    def compute(self):
        if self.n == 0:
            raise ValueError("no data")
        return {
            "accuracy": self.a / self.n,
            "precision": self.p / self.n,
            "recall": self.r / self.n,
            "f1": self.f / self.n,
        }

    def reset(self):
        self.n, self.a, self.p, self.r, self.f = 0, 0.0, 0.0, 0.0, 0.0
