"""The last class is left out of the mean."""

from autograder.text import Text

TITLE = Text(es="Deja fuera la última clase", en="It leaves out the last class")
HINT = Text(
    es="Las clases van de 0 a num_classes - 1, incluida esa.",
    en="Classes run from 0 to num_classes - 1, that one included.",
)
SLIDE = "Model Evaluation"


# %% a range too short
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    scores = [f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes - 1)]
    return sum(scores) / max(len(scores), 1)


# %% over all
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    return (
        sum(f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes - 1)) / num_classes
    )
