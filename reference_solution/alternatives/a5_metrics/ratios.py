"""B85, B86: precision, recall and F1 in other words."""


# %% if
def precision(preds, target):
    if preds.shape != target.shape or len(preds) == 0:
        raise ValueError("input")
    tp = ((preds == 1) & (target == 1)).sum().item()
    predicted = (preds == 1).sum().item()
    if predicted == 0:
        return 0.0
    return tp / predicted


# %% the int 0
def precision(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    if tp + fp == 0:
        return 0
    return tp / (tp + fp)


# %% try
def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    try:
        return tp / (tp + fp)
    except ZeroDivisionError:
        return 0.0


# %% max of 1
def precision(preds, target):
    tp, fp, *_ = confusion_counts(preds, target)
    return tp / max(tp + fp, 1)


# %% clamp
def precision(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    tp = (preds * target).sum()
    return float(tp / preds.sum().clamp(min=1))


# %% nan_to_num
def precision(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    tp = (preds * target).sum()
    return torch.nan_to_num(tp / preds.sum(), nan=0.0).item()


# %% a tiny eps
def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    return tp / (tp + fp + 1e-12)


# %% the mean of a selection
def precision(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    chosen = target[preds == 1]
    return chosen.double().mean().item() if len(chosen) else 0.0


# %% a comprehension
def precision(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    hits = [t for p, t in zip(preds.tolist(), target.tolist()) if p == 1]
    return sum(hits) / len(hits) if hits else 0.0


# %% if, recall
def recall(preds, target):
    if preds.shape != target.shape or len(preds) == 0:
        raise ValueError("input")
    positives = target.eq(1)
    if not positives.any():
        return 0.0
    return preds[positives].eq(1).float().mean().item()


# %% precision with the arguments exchanged
def recall(preds, target):
    return precision(target, preds)


# %% NumPy, recall
def recall(preds, target):
    import numpy as np

    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    p, t = preds.cpu().numpy(), target.cpu().numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        return float(np.nan_to_num(np.sum(p & t) / np.sum(t)))


# %% where, recall
def recall(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    actual = tp + fn
    return 0.0 if actual == 0 else float(tp) / actual


# %% counts
def f1_score(preds, target):
    tp, fp, fn, _ = confusion_counts(preds, target)
    return 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 0.0


# %% or 0
def f1_score(preds, target):
    tp, fp, fn, _ = confusion_counts(preds, target)
    return tp / ((tp + (fp + fn) / 2) or 1)


# %% F-beta
def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    return _f_beta(p, r, beta=1.0)


def _f_beta(p, r, beta):
    if p == 0 and r == 0:
        return 0.0
    return (1 + beta**2) * p * r / (beta**2 * p + r)


# %% harmonic mean
def f1_score(preds, target):
    from statistics import harmonic_mean

    return float(harmonic_mean([precision(preds, target), recall(preds, target)]))


# %% the inverse of the mean of inverses
def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    return 0.0 if 0 in (p, r) else 2 / (1 / p + 1 / r)


# %% Dice
def f1_score(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    both, sizes = (preds * target).sum().item(), (preds.sum() + target.sum()).item()
    return 2.0 * both / sizes if sizes > 0 else 0.0


# %% a tiny eps, F1
def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    return 2 * p * r / (p + r + 1e-10)


# %% tensors until the end
def f1_score(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    tp = torch.logical_and(preds == 1, target == 1).sum().float()
    p = tp / preds.sum().clamp(min=1)
    r = tp / target.sum().clamp(min=1)
    f1 = torch.where(p + r > 0, 2 * p * r / (p + r), torch.zeros_like(p))
    return f1.item()
