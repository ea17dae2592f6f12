"""The mean of the metrics of the batches, weighted by their sizes or not."""

from autograder.text import Text

TITLE = Text(es="Promedia las métricas de los batches", en="It averages the metrics of the batches")
HINT = Text(
    es="El F1 de todo no es el promedio de los F1 de las partes, tampoco según su tamaño. Junta conteos (o predicciones) y calcula una vez.",
    en="The F1 of the whole is not the mean of the F1 of its parts, weighted by size or not. Gather counts (or predictions) and compute once.",
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


# %% by size: sums
class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, preds, target):
        n = len(preds)
        self.n += n
        for name, metric in (
            ("accuracy", accuracy),
            ("precision", precision),
            ("recall", recall),
            ("f1", f1_score),
        ):
            self.totals[name] += n * metric(preds, target)

    def compute(self):
        if self.n == 0:
            raise ValueError("no data")
        return {name: total / self.n for name, total in self.totals.items()}

    def reset(self):
        self.n = 0
        self.totals = {"accuracy": 0.0, "precision": 0.0, "recall": 0.0, "f1": 0.0}


# %% by size: only the F1
class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, preds, target):
        _check(preds, target)
        self.preds.append(preds)
        self.target.append(target)

    def compute(self):
        if not self.preds:
            raise ValueError("no data")
        p, t = torch.cat(self.preds), torch.cat(self.target)
        f1 = sum(len(a) * f1_score(a, b) for a, b in zip(self.preds, self.target)) / len(p)
        return {"accuracy": accuracy(p, t), "precision": precision(p, t), "recall": recall(p, t), "f1": f1}

    def reset(self):
        self.preds, self.target = [], []
