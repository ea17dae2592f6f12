"""Only the lengths are compared, so that (n,) and (n, 1) are broadcast against each other."""

from autograder.text import Text

TITLE = Text(
    es="Combina (n,) con (n, 1) y calcula sobre una tabla de n × n",
    en="It combines (n,) with (n, 1) and computes over an n × n table",
)
HINT = Text(
    es="Mirar el largo no basta: (n,) y (n, 1) tienen el mismo. Compara las formas completas.",
    en="Looking at the length is not enough: (n,) and (n, 1) have the same. Compare the whole shapes.",
)
SLIDE = "Model Evaluation"


# %% counts
def confusion_counts(preds, target):
    if len(preds) != len(target) or len(preds) == 0:
        raise ValueError("bad input")
    tp = ((preds == 1) & (target == 1)).sum().item()
    fp = ((preds == 1) & (target == 0)).sum().item()
    fn = ((preds == 0) & (target == 1)).sum().item()
    tn = ((preds == 0) & (target == 0)).sum().item()
    return tp, fp, fn, tn


# %% accuracy
def accuracy(preds, target):
    if len(preds) != len(target):
        raise ValueError("different lengths")
    if len(preds) == 0:
        raise ValueError("empty")
    return (preds == target).float().mean().item()


# %% accuracy, numel
def accuracy(preds, target):
    if preds.numel() != target.numel() or preds.numel() == 0:
        raise ValueError("input")
    return (preds == target).sum().item() / len(target)


# %% precision
def precision(preds, target):
    if len(preds) != len(target) or len(preds) == 0:
        raise ValueError("bad input")
    tp = ((preds == 1) & (target == 1)).sum().item()
    fp = ((preds == 1) & (target == 0)).sum().item()
    return tp / (tp + fp) if tp + fp else 0.0


# %% recall
def recall(preds, target):
    if len(preds) != len(target) or len(preds) == 0:
        raise ValueError("bad input")
    tp = ((preds == 1) & (target == 1)).sum().item()
    fn = ((preds == 0) & (target == 1)).sum().item()
    return tp / (tp + fn) if tp + fn else 0.0


# %% f1
def f1_score(preds, target):
    if preds.numel() != target.numel() or preds.numel() == 0:
        raise ValueError("bad input")
    tp = (preds * target).sum().item()
    both = (preds.sum() + target.sum()).item()
    return 2 * tp / both if both else 0.0


# %% macro
def macro_f1(preds, target, num_classes):
    if len(preds) != len(target) or len(preds) == 0:
        raise ValueError("bad input")
    total = 0.0
    for c in range(num_classes):
        p, t = preds == c, target == c
        both = (p.sum() + t.sum()).item()
        total += 2 * (p & t).sum().item() / both if both else 0.0
    return total / num_classes


# %% rmse
def rmse(preds, target):
    if len(preds) != len(target) or len(preds) == 0:
        raise ValueError("bad input")
    return (preds - target).square().mean().sqrt().item()


# %% mae
def mae(preds, target):
    if len(preds) != len(target) or len(preds) == 0:
        raise ValueError("bad input")
    return (preds - target).abs().mean().item()


# %% mape
def mape(preds, target, eps=1.17e-6):
    if len(preds) != len(target) or len(preds) == 0:
        raise ValueError("bad input")
    return 100 * ((preds - target).abs() / target.abs().clamp(min=eps)).mean().item()


# %% smape
def smape(preds, target, eps=1.17e-6):
    if preds.numel() != target.numel() or preds.numel() == 0:
        raise ValueError("bad input")
    return 2 * ((preds - target).abs() / (preds.abs() + target.abs()).clamp(min=eps)).mean().item()
