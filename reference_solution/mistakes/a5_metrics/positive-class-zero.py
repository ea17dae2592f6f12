"""Class 0 is taken for the positive one."""

from autograder.text import Text

TITLE = Text(es="Toma la clase 0 como la positiva", en="It takes class 0 for the positive one")
HINT = Text(
    es="La clase positiva es la 1. ¿Con qué etiqueta comparas al contar?",
    en="The positive class is 1. Which label do you compare with when you count?",
)
SLIDE = "Model Evaluation"


# %% counts
def confusion_counts(preds, target):
    _check(preds, target)
    tp = ((preds == 0) & (target == 0)).sum().item()
    fp = ((preds == 0) & (target == 1)).sum().item()
    fn = ((preds == 1) & (target == 0)).sum().item()
    tn = ((preds == 1) & (target == 1)).sum().item()
    return tp, fp, fn, tn


# %% a loop over the pairs
def confusion_counts(preds, target):
    _check(preds, target)
    pairs = list(zip(preds.tolist(), target.tolist()))
    return pairs.count((0, 0)), pairs.count((0, 1)), pairs.count((1, 0)), pairs.count((1, 1))


# %% precision
def precision(preds, target):
    _check(preds, target)
    tp = ((preds == 0) & (target == 0)).sum().item()
    predicted = (preds == 0).sum().item()
    return tp / predicted if predicted else 0.0


# %% recall
def recall(preds, target):
    _check(preds, target)
    tp = ((preds == 0) & (target == 0)).sum().item()
    actual = (target == 0).sum().item()
    return tp / actual if actual else 0.0


# %% recall by the last counts (the specificity)
def recall(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return tn / (tn + fp) if tn + fp else 0.0


# %% f1
def f1_score(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return 2 * tn / (2 * tn + fp + fn) if tn + fp + fn else 0.0


# %% batch after batch
class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, preds, target):
        _check(preds, target)
        self._preds.append(1 - preds)
        self._target.append(1 - target)

    def compute(self):
        if not self._preds:
            raise ValueError("nothing was seen since the last reset")
        preds, target = torch.cat(self._preds), torch.cat(self._target)
        return {
            "accuracy": accuracy(preds, target),
            "precision": precision(preds, target),
            "recall": recall(preds, target),
            "f1": f1_score(preds, target),
        }

    def reset(self):
        self._preds, self._target = [], []
