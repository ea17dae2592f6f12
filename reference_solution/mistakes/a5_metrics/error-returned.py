"""Bad input is told by a return value or a message, not by an exception."""

from autograder.text import Text

TITLE = Text(
    es="Con una entrada mala avisa, pero no lanza ValueError",
    en="On bad input it tells somebody, but raises no ValueError",
)
HINT = Text(
    es="Un print o un None pasan inadvertidos y el programa sigue con un dato malo. Se pide lanzar un ValueError.",
    en="A print or a None go unnoticed, and the program goes on with bad data. Raising a ValueError is asked for.",
)
SLIDE = "Model Evaluation"


# %% print
def accuracy(preds, target):
    if preds.shape != target.shape or len(preds) == 0:
        print("ValueError: bad input")
        return 0.0
    return (preds == target).float().mean().item()


# %% None
def mae(preds, target):
    if preds.shape != target.shape or len(preds) == 0:
        return None
    return (preds - target).abs().mean().item()


# %% returned
def rmse(preds, target):
    if preds.shape != target.shape or len(preds) == 0:
        return ValueError("bad input")
    return (preds - target).square().mean().sqrt().item()
