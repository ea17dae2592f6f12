"""The metrics of the batches are averaged with the sizes as weights, which is right for the accuracy only."""

from autograder.text import Text

TITLE = Text(
    es="Promedia las métricas de los batches según su tamaño",
    en="It averages the metrics of the batches by their sizes",
)
HINT = Text(
    es="Para la accuracy funciona; para precisión, recall y F1 no, porque su denominador no es el tamaño del batch.",
    en="For accuracy it works; for precision, recall and F1 it does not, as their denominator is not the size of the batch.",
)
SLIDE = "Model Evaluation"


# %% sums
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


# %% only the F1
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
