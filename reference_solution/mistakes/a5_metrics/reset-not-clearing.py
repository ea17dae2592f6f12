"""reset leaves something of what was gathered."""

from autograder.text import Text

TITLE = Text(es="reset no borra todo lo acumulado", en="reset does not clear everything that was gathered")
HINT = Text(
    es="Después de reset el objeto debe quedar como recién creado. ¿Qué atributo se quedó con algo?",
    en="After reset the object must be as if just made. Which attribute kept something?",
)
SLIDE = "Model Evaluation"


# %% does nothing
class RunningMetrics:
    def __init__(self):
        self.preds, self.target = [], []

    def update(self, preds, target):
        _check(preds, target)
        self.preds += preds.tolist()
        self.target += target.tolist()

    def compute(self):
        p, t = torch.tensor(self.preds), torch.tensor(self.target)
        return {
            "accuracy": accuracy(p, t),
            "precision": precision(p, t),
            "recall": recall(p, t),
            "f1": f1_score(p, t),
        }

    def reset(self):
        pass


# %% local variables
class RunningMetrics:
    def __init__(self):
        self.tp, self.fp, self.fn, self.tn = 0, 0, 0, 0

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp, self.fp, self.fn, self.tn = self.tp + tp, self.fp + fp, self.fn + fn, self.tn + tn

    def compute(self):
        n = self.tp + self.fp + self.fn + self.tn
        if n == 0:
            raise ValueError("no data")
        return {
            "accuracy": (self.tp + self.tn) / n,
            "precision": self.tp / max(self.tp + self.fp, 1),
            "recall": self.tp / max(self.tp + self.fn, 1),
            "f1": 2 * self.tp / max(2 * self.tp + self.fp + self.fn, 1),
        }

    def reset(self):
        tp = fp = fn = tn = 0


# %% forgets tn
class RunningMetrics:
    def __init__(self):
        self.tp = self.fp = self.fn = self.tn = 0

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp += tp
        self.fp += fp
        self.fn += fn
        self.tn += tn

    def compute(self):
        n = self.tp + self.fp + self.fn + self.tn
        if n == 0:
            raise ValueError("no data")
        p = self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0
        r = self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0
        return {
            "accuracy": (self.tp + self.tn) / n,
            "precision": p,
            "recall": r,
            "f1": 2 * p * r / (p + r) if p + r else 0.0,
        }

    def reset(self):
        self.tp = 0
        self.fp = 0
        self.fn = 0


# %% only a flag
class RunningMetrics:
    def __init__(self):
        self.preds, self.target, self.seen = [], [], False

    def update(self, preds, target):
        _check(preds, target)
        self.preds.append(preds)
        self.target.append(target)
        self.seen = True

    def compute(self):
        if not self.seen:
            raise ValueError("no data")
        p, t = torch.cat(self.preds), torch.cat(self.target)
        return {
            "accuracy": accuracy(p, t),
            "precision": precision(p, t),
            "recall": recall(p, t),
            "f1": f1_score(p, t),
        }

    def reset(self):
        self.seen = False


# %% clears only what the accuracy needs
class RunningMetrics:
    def __init__(self):
        self.right = self.total = 0
        self.tp = self.predicted = self.positive = 0

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.right += tp + tn
        self.total += tp + fp + fn + tn
        self.tp += tp
        self.predicted += tp + fp
        self.positive += tp + fn

    def compute(self):
        if self.total == 0:
            raise ValueError("no data")
        p = self.tp / self.predicted if self.predicted else 0.0
        r = self.tp / self.positive if self.positive else 0.0
        return {
            "accuracy": self.right / self.total,
            "precision": p,
            "recall": r,
            "f1": 2 * p * r / (p + r) if p + r else 0.0,
        }

    def reset(self):
        self.right = self.total = 0
