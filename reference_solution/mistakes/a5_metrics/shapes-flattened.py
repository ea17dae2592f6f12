"""Both inputs are flattened, so that (n,) and (n, 1) pass for equal."""

from autograder.text import Text

TITLE = Text(
    es="Aplana las entradas y acepta (n,) con (n, 1)", en="It flattens the inputs and takes (n,) with (n, 1)"
)
HINT = Text(
    es="Suena razonable, pero aquí dos formas distintas son un error que debe avisarse, no arreglarse.",
    en="It sounds reasonable, but here two different shapes are an error to be reported, not to be repaired.",
)
SLIDE = "Model Evaluation"


# %% counts
def confusion_counts(preds, target):
    p, t = preds.flatten(), target.flatten()
    if len(p) != len(t) or len(p) == 0:
        raise ValueError("bad input")
    tp = int((p * t).sum())
    fp, fn = int(p.sum()) - tp, int(t.sum()) - tp
    return tp, fp, fn, len(p) - tp - fp - fn


# %% accuracy
def accuracy(preds, target):
    preds, target = preds.view(-1), target.view(-1)
    if preds.shape != target.shape or len(preds) == 0:
        raise ValueError("bad input")
    return (preds == target).float().mean().item()


# %% rmse
def rmse(preds, target):
    preds, target = preds.reshape(-1), target.reshape(-1)
    if preds.shape != target.shape or len(preds) == 0:
        raise ValueError("bad input")
    return (preds - target).square().mean().sqrt().item()


# %% mae
def mae(preds, target):
    preds, target = preds.squeeze(), target.squeeze()
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("bad input")
    return (preds - target).abs().mean().item()


# %% mape
def mape(preds, target, eps=1.17e-6):
    preds, target = preds.flatten(), target.flatten()
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("bad input")
    return 100 * ((preds - target).abs() / target.abs().clamp(min=eps)).mean().item()


# %% smape
def smape(preds, target, eps=1.17e-6):
    preds, target = preds.flatten(), target.flatten()
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("bad input")
    return 2 * ((preds - target).abs() / (preds.abs() + target.abs()).clamp(min=eps)).mean().item()


# %% macro
def macro_f1(preds, target, num_classes):
    preds, target = preds.flatten(), target.flatten()
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("bad input")
    return sum(f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes)) / num_classes
