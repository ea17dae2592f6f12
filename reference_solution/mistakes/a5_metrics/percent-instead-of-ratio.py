"""A ratio is multiplied by 100."""

from autograder.text import Text

TITLE = Text(
    es="Multiplica por 100 algo que se pide entre 0 y 1",
    en="It multiplies by 100 what is asked for between 0 and 1",
)
HINT = Text(
    es="Aquí se pide una fracción. De estas métricas, la única en porcentaje es el MAPE.",
    en="A ratio is asked for here. Of these metrics, the only one in percent is MAPE.",
)
SLIDE = "Model Evaluation"


# %% accuracy
def accuracy(preds, target):
    _check(preds, target)
    return 100 * (preds == target).float().mean().item()


# %% accuracy, a sum
def accuracy(preds, target):
    _check(preds, target)
    return 100.0 * (preds == target).sum().item() / len(target)


# %% precision
def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    return 100 * tp / (tp + fp) if tp + fp else 0.0


# %% recall
def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    return tp / (tp + fn) * 100 if tp + fn else 0.0


# %% f1
def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    return 100 * 2 * p * r / (p + r) if p + r else 0.0


# %% macro
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    return (
        100
        / num_classes
        * sum(f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes))
    )


# %% smape
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 200 * ((preds - target).abs() / (preds.abs() + target.abs()).clamp(min=eps)).mean().item()
