"""Each update replaces what was there before."""

from autograder.text import Text

TITLE = Text(
    es="Cada update reemplaza lo anterior: solo queda el último batch",
    en="Each update replaces what was there: only the last batch remains",
)
HINT = Text(
    es="compute debe cubrir todo lo visto desde el último reset. ¿Qué pasa con lo acumulado cuando llega otro batch?",
    en="compute must cover everything seen since the last reset. What happens to what was gathered when another batch comes?",
)
SLIDE = "Model Evaluation"


# %% tensors
class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, preds, target):
        _check(preds, target)
        self.preds, self.target = preds, target

    def compute(self):
        if self.preds is None:
            raise ValueError("no data")
        p, t = self.preds, self.target
        return {
            "accuracy": accuracy(p, t),
            "precision": precision(p, t),
            "recall": recall(p, t),
            "f1": f1_score(p, t),
        }

    def reset(self):
        self.preds = self.target = None


# %% counts
class RunningMetrics:
    def __init__(self):
        self.counts = None

    def update(self, preds, target):
        self.counts = confusion_counts(preds, target)

    def compute(self):
        if self.counts is None:
            raise ValueError("no data")
        tp, fp, fn, tn = self.counts
        p = tp / (tp + fp) if tp + fp else 0.0
        r = tp / (tp + fn) if tp + fn else 0.0
        return {
            "accuracy": (tp + tn) / (tp + fp + fn + tn),
            "precision": p,
            "recall": r,
            "f1": 2 * p * r / (p + r) if p + r else 0.0,
        }

    def reset(self):
        self.counts = None
