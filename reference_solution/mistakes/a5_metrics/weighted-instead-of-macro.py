"""Each class weighs by its frequency."""

from autograder.text import Text

TITLE = Text(es="Pesa cada clase según su frecuencia", en="It weighs each class by its frequency")
HINT = Text(
    es="Macro es el promedio simple: una clase rara pesa lo mismo que una común.",
    en="Macro is the plain mean: a rare class weighs as much as a common one.",
)
SLIDE = "Model Evaluation"


# %% a sum
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    total = 0.0
    for c in range(num_classes):
        f1 = f1_score((preds == c).long(), (target == c).long())
        total += f1 * (target == c).sum().item()
    return total / len(target)


# %% weights
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    weights = torch.bincount(target, minlength=num_classes) / len(target)
    scores = torch.tensor([f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes)])
    return float((weights * scores).sum())
