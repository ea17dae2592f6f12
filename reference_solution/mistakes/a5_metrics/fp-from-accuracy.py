"""True positives are counted as all right predictions, the negative ones among them."""

from autograder.text import Text

TITLE = Text(
    es="Cuenta los aciertos negativos como verdaderos positivos",
    en="It counts right negatives as true positives",
)
HINT = Text(
    es="Un verdadero positivo es un acierto *y* un positivo. ¿Qué pasa cuando casi todo es negativo?",
    en="A true positive is right *and* positive. What happens when nearly everything is negative?",
)
SLIDE = "Model Evaluation"


# %% counts
def confusion_counts(preds, target):
    _check(preds, target)
    tp = (preds == target).sum().item()
    fp = ((preds == 1) & (target == 0)).sum().item()
    fn = ((preds == 0) & (target == 1)).sum().item()
    tn = ((preds == 0) & (target == 0)).sum().item()
    return tp, fp, fn, tn


# %% counts, all the right ones twice
def confusion_counts(preds, target):
    _check(preds, target)
    right = int((preds == target).sum())
    return right, int((preds > target).sum()), int((preds < target).sum()), right


# %% precision
def precision(preds, target):
    _check(preds, target)
    right = (preds == target).sum().item()
    fp = ((preds == 1) & (target == 0)).sum().item()
    return right / (right + fp) if right + fp else 0.0


# %% precision over what was predicted
def precision(preds, target):
    _check(preds, target)
    predicted = (preds == 1).sum().item()
    return (preds == target).sum().item() / predicted if predicted else 0.0


# %% precision is the accuracy
def precision(preds, target):
    _check(preds, target)
    return (preds == target).float().mean().item()


# %% recall
def recall(preds, target):
    _check(preds, target)
    right = (preds == target).sum().item()
    fn = ((preds == 0) & (target == 1)).sum().item()
    return right / (right + fn) if right + fn else 0.0


# %% recall over the positives
def recall(preds, target):
    _check(preds, target)
    positives = target.sum().item()
    return (preds == target).sum().item() / positives if positives else 0.0


# %% f1
def f1_score(preds, target):
    _check(preds, target)
    right = (preds == target).sum().item()
    wrong = len(preds) - right
    return 2 * right / (2 * right + wrong)
