"""Bad input raises another exception than ValueError."""

from autograder.text import Text

TITLE = Text(
    es="Lanza otra excepción en vez de ValueError", en="It raises another exception instead of ValueError"
)
HINT = Text(
    es="Detectaste el problema. Quien usa tu función espera un ValueError; un assert, además, desaparece con `python -O`.",
    en="You noticed the problem. Who uses your function expects a ValueError; an assert, moreover, vanishes with `python -O`.",
)
SLIDE = "Model Evaluation"


# %% assert, counts
def confusion_counts(preds, target):
    assert preds.shape == target.shape
    assert len(preds) > 0
    tp = int((preds * target).sum())
    fp, fn = int(preds.sum()) - tp, int(target.sum()) - tp
    return tp, fp, fn, len(preds) - tp - fp - fn


# %% assert, accuracy
def accuracy(preds, target):
    assert preds.shape == target.shape and len(preds) > 0, "bad input"
    return (preds == target).float().mean().item()


# %% RuntimeError
def rmse(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise RuntimeError("bad input")
    return (preds - target).square().mean().sqrt().item()


# %% TypeError
def mae(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise TypeError("bad input")
    return (preds - target).abs().mean().item()


# %% Exception
def mape(preds, target, eps=1.17e-6):
    if preds.shape != target.shape or preds.numel() == 0:
        raise Exception("bad input")
    return 100 * ((preds - target).abs() / target.abs().clamp(min=eps)).mean().item()


# %% assert, smape
def smape(preds, target, eps=1.17e-6):
    assert preds.shape == target.shape
    assert preds.numel()
    return 2 * ((preds - target).abs() / (preds.abs() + target.abs()).clamp(min=eps)).mean().item()


# %% assert, macro
def macro_f1(preds, target, num_classes):
    assert preds.shape == target.shape and len(preds)
    return sum(f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes)) / num_classes


# %% assert, precision
def precision(preds, target):
    assert preds.shape == target.shape and len(preds)
    tp, said = (preds * target).sum().item(), preds.sum().item()
    return tp / said if said else 0.0


# %% assert, recall
def recall(preds, target):
    assert preds.shape == target.shape and len(preds)
    tp, true = (preds * target).sum().item(), target.sum().item()
    return tp / true if true else 0.0
