"""Whole shapes are not compared: (n,) and (n, 1) pass for equal, by their lengths, flattened, or unlooked at."""

from autograder.text import Text

TITLE = Text(
    es="No compara las formas completas de las entradas",
    en="It does not compare the whole shapes of its inputs",
)
HINT = Text(
    es="Con formas distintas se pide un ValueError. Mirar el largo no basta: (n,) y (n, 1) tienen el mismo, y restarlas da una tabla de n × n. Compara las formas completas, tal como llegan.",
    en="Different shapes ask for a ValueError. Looking at the length is not enough: (n,) and (n, 1) have the same, and subtracting them gives an n × n table. Compare the whole shapes, as they come.",
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


# %% nothing compared: counts
def confusion_counts(preds, target):
    if len(preds) == 0:
        raise ValueError("empty")
    tp = ((preds == 1) & (target == 1)).sum().item()
    fp = ((preds == 1) & (target == 0)).sum().item()
    fn = ((preds == 0) & (target == 1)).sum().item()
    tn = ((preds == 0) & (target == 0)).sum().item()
    return tp, fp, fn, tn


# %% nothing compared: counts, zip
def confusion_counts(preds, target):
    if len(preds) == 0 or len(target) == 0:
        raise ValueError("empty")
    tp = fp = fn = tn = 0
    for p, t in zip(preds, target):
        tp += int(p == 1 and t == 1)
        fp += int(p == 1 and t == 0)
        fn += int(p == 0 and t == 1)
        tn += int(p == 0 and t == 0)
    return tp, fp, fn, tn


# %% nothing compared: accuracy
def accuracy(preds, target):
    if preds.numel() == 0:
        raise ValueError("empty")
    return (preds == target).float().mean().item()


# %% nothing compared: accuracy, zip
def accuracy(preds, target):
    if len(target) == 0:
        raise ValueError("empty")
    return sum(int(p == t) for p, t in zip(preds, target)) / len(target)


# %% nothing compared: precision
def precision(preds, target):
    if len(preds) == 0:
        raise ValueError("empty")
    tp = ((preds == 1) & (target == 1)).sum().item()
    fp = ((preds == 1) & (target == 0)).sum().item()
    return tp / (tp + fp) if tp + fp else 0.0


# %% nothing compared: recall
def recall(preds, target):
    if len(preds) == 0:
        raise ValueError("empty")
    tp = ((preds == 1) & (target == 1)).sum().item()
    fn = ((preds == 0) & (target == 1)).sum().item()
    return tp / (tp + fn) if tp + fn else 0.0


# %% nothing compared: f1
def f1_score(preds, target):
    if len(preds) == 0:
        raise ValueError("empty")
    tp = (preds * target).sum().item()
    both = (preds.sum() + target.sum()).item()
    return 2 * tp / both if both else 0.0


# %% nothing compared: macro
def macro_f1(preds, target, num_classes):
    if len(preds) == 0:
        raise ValueError("empty")
    total = 0.0
    for c in range(num_classes):
        p, t = preds == c, target == c
        both = (p.sum() + t.sum()).item()
        total += 2 * (p & t).sum().item() / both if both else 0.0
    return total / num_classes


# %% nothing compared: rmse
def rmse(preds, target):
    if len(preds) == 0:
        raise ValueError("empty")
    return ((preds - target) ** 2).mean().sqrt().item()


# %% nothing compared: mae
def mae(preds, target):
    if len(preds) == 0:
        raise ValueError("empty")
    return (preds - target).abs().mean().item()


# %% nothing compared: mape
def mape(preds, target, eps=1.17e-6):
    if len(preds) == 0:
        raise ValueError("empty")
    return 100 * ((preds - target).abs() / target.abs().clamp(min=eps)).mean().item()


# %% nothing compared: smape
def smape(preds, target, eps=1.17e-6):
    if len(preds) == 0:
        raise ValueError("empty")
    return 2 * ((preds - target).abs() / (preds.abs() + target.abs()).clamp(min=eps)).mean().item()


# %% nothing compared: running, a count by hand
class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.tp = self.fp = self.fn = self.tn = 0

    def update(self, preds, target):
        self.tp += ((preds == 1) & (target == 1)).sum().item()
        self.fp += ((preds == 1) & (target == 0)).sum().item()
        self.fn += ((preds == 0) & (target == 1)).sum().item()
        self.tn += ((preds == 0) & (target == 0)).sum().item()

    def compute(self):
        n = self.tp + self.fp + self.fn + self.tn
        if n == 0:
            raise ValueError("no data")
        p = self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0
        r = self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0
        f1 = 2 * p * r / (p + r) if p + r else 0.0
        return {"accuracy": (self.tp + self.tn) / n, "precision": p, "recall": r, "f1": f1}
