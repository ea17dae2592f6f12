"""The denominator has no floor: where both values are 0 it is 0."""

from autograder.text import Text

TITLE = Text(
    es="Sin mínimo en el denominador: 0/0 cuando ambos valores son 0",
    en="No floor in the denominator: 0/0 where both values are 0",
)
HINT = Text(
    es="Acertar un cero no es un error: ese término vale 0. Para eso está eps.",
    en="Getting a zero right is no error: that term is 0. That is what eps is for.",
)
SLIDE = "Model Evaluation"


# %% tensors
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 2 * ((preds - target).abs() / (preds.abs() + target.abs())).mean().item()


# %% lists
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return (
        2 * sum(abs(p - t) / (abs(t) + abs(p)) for p, t in zip(preds.tolist(), target.tolist())) / len(preds)
    )


# %% a floor for all but zero
def smape(preds, target, eps=1.17e-6):
    if preds.shape != target.shape or not preds.numel():
        raise ValueError("preds and target need the same shape and at least one value")
    p, t = preds.double(), target.double()
    size = p.abs() + t.abs()
    size = torch.where((size > 0) & (size < eps), torch.full_like(size, eps), size)
    return (2 * (p - t).abs() / size).mean().item()
