"""The harmonic mean of macro precision and macro recall."""

from autograder.text import Text

TITLE = Text(
    es="Promedia precisión y recall antes de calcular el F1",
    en="It averages precision and recall before computing F1",
)
HINT = Text(
    es="El orden importa: primero el F1 de cada clase, después el promedio.",
    en="The order matters: first the F1 of each class, then the mean.",
)
SLIDE = "Model Evaluation"


# %% lists
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    pairs = [((preds == c).long(), (target == c).long()) for c in range(num_classes)]
    p = sum(precision(*pair) for pair in pairs) / num_classes
    r = sum(recall(*pair) for pair in pairs) / num_classes
    return 2 * p * r / (p + r) if p + r else 0.0


# %% a loop
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    ps, rs = [], []
    for c in range(num_classes):
        tp, fp, fn, _ = confusion_counts((preds == c).int(), (target == c).int())
        ps.append(tp / (tp + fp) if tp + fp else 0.0)
        rs.append(tp / (tp + fn) if tp + fn else 0.0)
    p, r = sum(ps) / len(ps), sum(rs) / len(rs)
    return 0.0 if p + r == 0 else 2 * p * r / (p + r)
