"""Shapes (n,) and (n, 1) pass for equal: only lengths are compared, or both are flattened."""

from autograder.text import Text

TITLE = Text(
    es="Acepta (n,) junto con (n, 1) en vez de lanzar ValueError",
    en="It takes (n,) together with (n, 1) instead of raising ValueError",
)
HINT = Text(
    es="Mirar el largo no basta: (n,) y (n, 1) tienen el mismo, y restarlas da una tabla de n × n. Compara las formas completas, tal como llegan.",
    en="Looking at the length is not enough: (n,) and (n, 1) have the same, and subtracting them gives an n × n table. Compare the whole shapes, as they come.",
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


# %% flattened, counts
def confusion_counts(preds, target):
    p, t = preds.flatten(), target.flatten()
    if len(p) != len(t) or len(p) == 0:
        raise ValueError("bad input")
    tp = int((p * t).sum())
    fp, fn = int(p.sum()) - tp, int(t.sum()) - tp
    return tp, fp, fn, len(p) - tp - fp - fn


# %% flattened, accuracy
def accuracy(preds, target):
    preds, target = preds.view(-1), target.view(-1)
    if preds.shape != target.shape or len(preds) == 0:
        raise ValueError("bad input")
    return (preds == target).float().mean().item()


# %% flattened, rmse
def rmse(preds, target):
    preds, target = preds.reshape(-1), target.reshape(-1)
    if preds.shape != target.shape or len(preds) == 0:
        raise ValueError("bad input")
    return (preds - target).square().mean().sqrt().item()


# %% flattened, mae
def mae(preds, target):
    preds, target = preds.squeeze(), target.squeeze()
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("bad input")
    return (preds - target).abs().mean().item()


# %% flattened, mape
def mape(preds, target, eps=1.17e-6):
    preds, target = preds.flatten(), target.flatten()
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("bad input")
    return 100 * ((preds - target).abs() / target.abs().clamp(min=eps)).mean().item()


# %% flattened, smape
def smape(preds, target, eps=1.17e-6):
    preds, target = preds.flatten(), target.flatten()
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("bad input")
    return 2 * ((preds - target).abs() / (preds.abs() + target.abs()).clamp(min=eps)).mean().item()


# %% flattened, macro
def macro_f1(preds, target, num_classes):
    preds, target = preds.flatten(), target.flatten()
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("bad input")
    return sum(f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes)) / num_classes
