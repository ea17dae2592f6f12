"""compute without data raises no ValueError."""

from autograder.text import Text

TITLE = Text(es="compute sin datos no lanza ValueError", en="compute without data raises no ValueError")
HINT = Text(
    es="Antes de ver nada (o recién después de reset) no hay qué calcular: se pide un ValueError.",
    en="Before anything was seen (or right after reset) there is nothing to compute: a ValueError is asked for.",
)
SLIDE = "Model Evaluation"


# %% zeros
class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp, self.fp, self.fn, self.tn = self.tp + tp, self.fp + fp, self.fn + fn, self.tn + tn

    def compute(self):
        n = self.tp + self.fp + self.fn + self.tn
        return {
            "accuracy": (self.tp + self.tn) / n if n else 0.0,
            "precision": self.tp / max(self.tp + self.fp, 1),
            "recall": self.tp / max(self.tp + self.fn, 1),
            "f1": 2 * self.tp / max(2 * self.tp + self.fp + self.fn, 1),
        }

    def reset(self):
        self.tp = self.fp = self.fn = self.tn = 0


# %% ZeroDivisionError
class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp += tp
        self.fp += fp
        self.fn += fn
        self.tn += tn

    def compute(self):
        p = self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0
        r = self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0
        return {
            "accuracy": (self.tp + self.tn) / (self.tp + self.fp + self.fn + self.tn),
            "precision": p,
            "recall": r,
            "f1": 2 * p * r / (p + r) if p + r else 0.0,
        }

    def reset(self):
        self.tp = self.fp = self.fn = self.tn = 0


# %% an empty dictionary
class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, preds, target):
        _check(preds, target)
        self.preds += preds.tolist()
        self.target += target.tolist()

    def compute(self):
        if not self.preds:
            return {}
        p, t = torch.tensor(self.preds), torch.tensor(self.target)
        return {
            "accuracy": accuracy(p, t),
            "precision": precision(p, t),
            "recall": recall(p, t),
            "f1": f1_score(p, t),
        }

    def reset(self):
        self.preds, self.target = [], []


# %% only at the start
class RunningMetrics:
    def __init__(self):
        self.seen = False
        self.reset()

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.counts = [a + b for a, b in zip(self.counts, (tp, fp, fn, tn))]
        self.seen = True

    def compute(self):
        if not self.seen:
            raise ValueError("no data")
        tp, fp, fn, tn = self.counts
        return {
            "accuracy": (tp + tn) / max(sum(self.counts), 1),
            "precision": tp / max(tp + fp, 1),
            "recall": tp / max(tp + fn, 1),
            "f1": 2 * tp / max(2 * tp + fp + fn, 1),
        }

    def reset(self):
        self.counts = [0, 0, 0, 0]


# %% AttributeError
class RunningMetrics:
    def __init__(self):
        self.seen = None

    def update(self, preds, target):
        _check(preds, target)
        if self.seen is None:
            self.seen = (preds, target)
        else:
            self.seen = (torch.cat([self.seen[0], preds]), torch.cat([self.seen[1], target]))

    def compute(self):
        p, t = self.seen[0], self.seen[1]
        return {
            "accuracy": accuracy(p, t),
            "precision": precision(p, t),
            "recall": recall(p, t),
            "f1": f1_score(p, t),
        }

    def reset(self):
        self.seen = None
