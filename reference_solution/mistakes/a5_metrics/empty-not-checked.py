"""An empty input raises no ValueError."""

from autograder.text import Text

TITLE = Text(es="Una entrada vacía no lanza ValueError", en="An empty input raises no ValueError")
HINT = Text(
    es="No hay métrica de cero muestras: se pide un ValueError, no un NaN, un 0 ni otro error.",
    en="There is no metric of zero samples: a ValueError is asked for, not a NaN, a 0 or another error.",
)
SLIDE = "Model Evaluation"


# %% counts
def confusion_counts(preds, target):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    tp = int((preds * target).sum())
    fp, fn = int(preds.sum()) - tp, int(target.sum()) - tp
    return tp, fp, fn, len(preds) - tp - fp - fn


# %% accuracy, NaN
def accuracy(preds, target):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    return (preds == target).float().mean().item()


# %% accuracy, ZeroDivisionError
def accuracy(preds, target):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    return (preds == target).sum().item() / len(preds)


# %% accuracy, 0.0
def accuracy(preds, target):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    if len(preds) == 0:
        return 0.0
    return (preds == target).sum().item() / len(preds)


# %% precision
def precision(preds, target):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    tp = ((preds == 1) & (target == 1)).sum().item()
    predicted = (preds == 1).sum().item()
    return tp / predicted if predicted > 0 else 0.0


# %% recall
def recall(preds, target):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    tp = ((preds == 1) & (target == 1)).sum().item()
    positives = (target == 1).sum().item()
    return tp / positives if positives > 0 else 0.0


# %% f1
def f1_score(preds, target):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    both = (preds.sum() + target.sum()).item()
    return 2 * (preds * target).sum().item() / both if both else 0.0


# %% macro
def macro_f1(preds, target, num_classes):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    total = 0.0
    for c in range(num_classes):
        p, t = preds == c, target == c
        both = (p.sum() + t.sum()).item()
        total += 2 * (p & t).sum().item() / both if both else 0.0
    return total / num_classes


# %% rmse
def rmse(preds, target):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    return (preds - target).square().mean().sqrt().item()


# %% rmse, ZeroDivisionError
def rmse(preds, target):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    return (sum((p - t) ** 2 for p, t in zip(preds.tolist(), target.tolist())) / len(preds)) ** 0.5


# %% mae
def mae(preds, target):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    return (preds - target).abs().mean().item()


# %% mae, ZeroDivisionError
def mae(preds, target):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    return (preds - target).abs().sum().item() / len(preds)


# %% mape
def mape(preds, target, eps=1.17e-6):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    return 100 * ((preds - target).abs() / target.abs().clamp(min=eps)).mean().item()


# %% smape
def smape(preds, target, eps=1.17e-6):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    return 2 * ((preds - target).abs() / (preds.abs() + target.abs()).clamp(min=eps)).mean().item()


# %% smape, ZeroDivisionError
def smape(preds, target, eps=1.17e-6):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    return (
        2 / len(preds) * ((preds - target).abs() / (preds.abs() + target.abs()).clamp(min=eps)).sum().item()
    )


# %% labels
def labels_from_logits(logits, threshold=0.5):
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (logits.reshape(-1).sigmoid() >= threshold).long()


# %% labels, IndexError
def labels_from_logits(logits, threshold=0.5):
    first = logits[0]
    if first.numel() > 1:
        return logits.argmax(dim=1)
    return (logits.reshape(-1).sigmoid() >= threshold).long()
