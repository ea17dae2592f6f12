"""The numbers are returned as tensors."""

from autograder.text import Text

TITLE = Text(
    es="Entrega tensores en vez de números de Python", en="It returns tensors instead of Python numbers"
)
HINT = Text(
    es="El valor está bien y el tipo no: se piden números de Python. ¿Qué método de un tensor de un solo elemento te da el suyo?",
    en="The value is right and the type is not: Python numbers are asked for. Which method of a one-element tensor gives you its own?",
)
SLIDE = "Model Evaluation"


# %% counts
def confusion_counts(preds, target):
    _check(preds, target)
    tp = ((preds == 1) & (target == 1)).sum()
    fp = ((preds == 1) & (target == 0)).sum()
    fn = ((preds == 0) & (target == 1)).sum()
    tn = ((preds == 0) & (target == 0)).sum()
    return tp, fp, fn, tn


# %% counts in one tensor
def confusion_counts(preds, target):
    _check(preds, target)
    tn, fp, fn, tp = torch.bincount(2 * target + preds, minlength=4)
    return torch.stack([tp, fp, fn, tn])


# %% accuracy
def accuracy(preds, target):
    _check(preds, target)
    return (preds == target).float().mean()


# %% accuracy, a sum over n
def accuracy(preds, target):
    _check(preds, target)
    return (preds == target).sum() / len(preds)


# %% precision
def precision(preds, target):
    _check(preds, target)
    tp = (preds * target).sum()
    return tp / preds.sum().clamp(min=1)


# %% precision, the numerator left a tensor
def precision(preds, target):
    _check(preds, target)
    tp = ((preds == 1) & (target == 1)).sum()
    fp = ((preds == 1) & (target == 0)).sum()
    if tp + fp == 0:
        return 0.0
    return tp / (tp + fp)


# %% recall
def recall(preds, target):
    _check(preds, target)
    return (preds * target).sum() / target.sum().clamp(min=1)


# %% f1
def f1_score(preds, target):
    _check(preds, target)
    tp = (preds * target).sum()
    return 2 * tp / (preds.sum() + target.sum()).clamp(min=1)


# %% macro
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    return torch.tensor(
        [f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes)]
    ).mean()


# %% rmse
def rmse(preds, target):
    _check(preds, target)
    return torch.sqrt(torch.mean((preds - target) ** 2))


# %% mae
def mae(preds, target):
    _check(preds, target)
    return (preds - target).abs().mean()


# %% mape
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * ((preds - target).abs() / target.abs().clamp(min=eps)).mean()


# %% smape
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 2 * ((preds - target).abs() / (target.abs() + preds.abs()).clamp(min=eps)).mean()


# %% running
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
        tp = (p * t).sum()
        return {
            "accuracy": (p == t).float().mean(),
            "precision": tp / p.sum().clamp(min=1),
            "recall": tp / t.sum().clamp(min=1),
            "f1": 2 * tp / (p.sum() + t.sum()).clamp(min=1),
        }

    def reset(self):
        self.preds, self.target = [], []


# %% macro, a mean in float64
def macro_f1(preds, target, num_classes):
    if preds.shape != target.shape or not len(preds):
        raise ValueError("preds and target need the same shape and at least one value")
    scores = torch.zeros(num_classes, dtype=torch.float64)
    for c in range(num_classes):
        scores[c] = f1_score((preds == c).long(), (target == c).long())
    return scores.mean()


# %% mae in float64
def mae(preds, target):
    _check(preds, target)
    return (preds.double() - target.double()).abs().mean()


# %% rmse in float64
def rmse(preds, target):
    _check(preds, target)
    return (preds.double() - target.double()).square().mean().sqrt()
