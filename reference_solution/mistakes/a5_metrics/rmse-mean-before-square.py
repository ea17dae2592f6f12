"""The mean error is squared, so that opposite errors cancel."""

from autograder.text import Text

TITLE = Text(
    es="Promedia los errores antes de elevarlos al cuadrado",
    en="It takes the mean of the errors before squaring them",
)
HINT = Text(
    es="Así los errores opuestos se cancelan y la raíz solo deshace el cuadrado.",
    en="That way opposite errors cancel, and the root only undoes the square.",
)
SLIDE = "Model Evaluation"


# %% tensors
def rmse(preds, target):
    _check(preds, target)
    return ((preds - target).mean() ** 2).sqrt().item()


# %% the difference of the means
def rmse(preds, target):
    _check(preds, target)
    return ((preds.mean() - target.mean()) ** 2).sqrt().item()
