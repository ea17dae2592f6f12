"""Class 0 is left out of the mean."""

from autograder.text import Text

TITLE = Text(es="Deja fuera la clase 0", en="It leaves out class 0")
HINT = Text(
    es="Aquí todas las clases cuentan, también la 0. ¿Desde dónde parte tu ciclo?",
    en="All classes count here, class 0 among them. Where does your loop begin?",
)
SLIDE = "Model Evaluation"


# %% from 1
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    scores = [f1_score((preds == c).long(), (target == c).long()) for c in range(1, num_classes)]
    return sum(scores) / max(len(scores), 1)


# %% from 1, over all
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    total = 0.0
    for c in range(1, num_classes):
        total += f1_score((preds == c).long(), (target == c).long())
    return total / num_classes


# %% labels from 1 to C
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    return (
        sum(f1_score((preds == c).long(), (target == c).long()) for c in range(1, num_classes + 1))
        / num_classes
    )


# %% per-class counts without the first
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    tp = torch.bincount(target[preds == target], minlength=num_classes)[1:]
    both = (torch.bincount(preds, minlength=num_classes) + torch.bincount(target, minlength=num_classes))[1:]
    return (2 * tp / both.clamp(min=1)).mean().item()
