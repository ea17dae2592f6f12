"""The result is rounded."""

from autograder.text import Text

TITLE = Text(es="Redondea el resultado", en="It rounds the result")
HINT = Text(
    es="Redondear es para mostrar. Un número que después se compara o se promedia va completo.",
    en="Rounding is for display. A number that will be compared or averaged goes unrounded.",
)
SLIDE = "Model Evaluation"


# %% accuracy
def accuracy(preds, target):
    _check(preds, target)
    return round((preds == target).float().mean().item(), 2)


# %% precision
def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    return round(tp / (tp + fp), 2) if tp + fp else 0.0


# %% recall
def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    return round(tp / (tp + fn), 2) if tp + fn else 0.0


# %% f1
def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    return round(2 * p * r / (p + r), 2) if p + r else 0.0


# %% macro
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    scores = [f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes)]
    return round(sum(scores) / num_classes, 2)


# %% rmse
def rmse(preds, target):
    _check(preds, target)
    return round((preds - target).square().mean().sqrt().item(), 2)


# %% mae
def mae(preds, target):
    _check(preds, target)
    return round((preds - target).abs().mean().item(), 2)


# %% mape
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return round(100 * ((preds - target).abs() / target.abs().clamp(min=eps)).mean().item(), 1)


# %% smape
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return round(2 * ((preds - target).abs() / (preds.abs() + target.abs()).clamp(min=eps)).mean().item(), 2)


# %% a formatted text made a float
def accuracy(preds, target):
    _check(preds, target)
    return float(f"{(preds == target).float().mean().item():.2f}")


# %% precision, to three decimals
def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    return round(tp / (tp + fp), 3) if tp + fp else 0.0


# %% recall, to three decimals
def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    return round(tp / (tp + fn), 3) if tp + fn else 0.0


# %% f1, to three decimals
def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    return round(2 * p * r / (p + r), 3) if p + r else 0.0


# %% macro, to three decimals
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    scores = [f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes)]
    return round(sum(scores) / num_classes, 3)


# %% rmse, to three decimals
def rmse(preds, target):
    _check(preds, target)
    return round((preds - target).square().mean().sqrt().item(), 3)


# %% mae, to three decimals
def mae(preds, target):
    _check(preds, target)
    return round((preds - target).abs().mean().item(), 3)


# %% smape, to three decimals
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return round(2 * ((preds - target).abs() / (preds.abs() + target.abs()).clamp(min=eps)).mean().item(), 3)
