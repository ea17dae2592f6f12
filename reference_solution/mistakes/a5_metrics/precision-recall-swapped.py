"""FP and FN, or precision and recall, are exchanged."""

from autograder.text import Text

TITLE = Text(
    es="Confunde FP con FN: precisión y recall quedan cambiados",
    en="It mixes up FP and FN: precision and recall change places",
)
HINT = Text(
    es="Un FP es algo que la red llamó positivo sin serlo; un FN, un positivo que se le escapó. Mira cuál de los dos va en tu fórmula.",
    en="An FP is something the network called positive and was not; an FN is a positive that it missed. Look at which of the two your formula uses.",
)
SLIDE = "Model Evaluation"


# %% in the counts
def confusion_counts(preds, target):
    _check(preds, target)
    tp = ((preds == 1) & (target == 1)).sum().item()
    fp = ((preds == 0) & (target == 1)).sum().item()
    fn = ((preds == 1) & (target == 0)).sum().item()
    tn = ((preds == 0) & (target == 0)).sum().item()
    return tp, fp, fn, tn


# %% the matrix read the other way round
def confusion_counts(preds, target):
    _check(preds, target)
    tn, fp, fn, tp = torch.bincount(2 * preds + target, minlength=4).tolist()
    return tp, fp, fn, tn


# %% returned in the wrong order
def confusion_counts(preds, target):
    _check(preds, target)
    tp = int((preds * target).sum())
    fp, fn = int(preds.sum()) - tp, int(target.sum()) - tp
    return tp, fn, fp, len(preds) - tp - fp - fn


# %% precision
def precision(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return tp / (tp + fn) if tp + fn else 0.0


# %% precision, unpacked in another order
def precision(preds, target):
    tp, fn, fp, tn = confusion_counts(preds, target)
    if tp + fp == 0:
        return 0.0
    return tp / (tp + fp)


# %% precision, arguments exchanged
def precision(preds, target):
    tp, fp, _, _ = confusion_counts(target, preds)
    return tp / (tp + fp) if tp + fp > 0 else 0.0


# %% precision over the positives
def precision(preds, target):
    _check(preds, target)
    hits = ((preds == 1) & (target == 1)).sum().item()
    positives = (target == 1).sum().item()
    return hits / positives if positives else 0.0


# %% recall
def recall(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return tp / (tp + fp) if tp + fp else 0.0


# %% recall over the predicted
def recall(preds, target):
    _check(preds, target)
    hits = ((preds == 1) & (target == 1)).sum().item()
    predicted = (preds == 1).sum().item()
    return hits / predicted if predicted else 0.0


# %% in RunningMetrics
class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
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
        p = self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0
        r = self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0
        f1 = 2 * p * r / (p + r) if p + r else 0.0
        return {"accuracy": (self.tp + self.tn) / n, "precision": p, "recall": r, "f1": f1}


# %% keys exchanged
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
            "precision": recall(p, t),
            "recall": precision(p, t),
            "f1": f1_score(p, t),
        }

    def reset(self):
        self.preds, self.target = [], []


# %% arguments of update exchanged
class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, target, preds):
        _check(preds, target)
        self.preds.append(preds)
        self.target.append(target)

    def compute(self):
        if not self.preds:
            raise ValueError("no data")
        p, t = torch.cat(self.preds), torch.cat(self.target)
        return {
            "accuracy": accuracy(p, t),
            "precision": precision(p, t),
            "recall": recall(p, t),
            "f1": f1_score(p, t),
        }

    def reset(self):
        self.preds, self.target = [], []
