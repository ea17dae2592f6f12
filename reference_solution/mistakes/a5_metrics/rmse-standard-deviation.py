"""The standard deviation of the errors instead of their RMSE."""

from autograder.text import Text

TITLE = Text(
    es="Entrega la desviación estándar de los errores", en="It returns the standard deviation of the errors"
)
HINT = Text(
    es="La desviación estándar resta primero el error medio: un modelo que siempre se pasa por 5 saldría perfecto.",
    en="The standard deviation subtracts the mean error first: a model that is always 5 too high would come out perfect.",
)
SLIDE = "Model Evaluation"


# %% without correction
def rmse(preds, target):
    _check(preds, target)
    return (preds - target).std(unbiased=False).item()


# %% with correction
def rmse(preds, target):
    _check(preds, target)
    return torch.std(preds - target).item()
