"""The number of classes is fixed in the code."""

from autograder.text import Text

TITLE = Text(
    es="La cantidad de clases está fija en el código",
    en="The number of classes is fixed in the code",
)
HINT = Text(
    es="Con otra cantidad de clases el promedio es otro: usa num_classes, que recibes como argumento.",
    en="With another number of classes the mean is another one: use num_classes, which you are given.",
)
SLIDE = "Model Evaluation"


# %% three
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    return sum(f1_score((preds == c).long(), (target == c).long()) for c in (0, 1, 2)) / 3


# %% two
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    return sum(f1_score((preds == c).long(), (target == c).long()) for c in (0, 1)) / 2


# %% ten
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    scores = []
    for c in range(10):
        scores.append(f1_score((preds == c).long(), (target == c).long()))
    return sum(scores) / len(scores)
