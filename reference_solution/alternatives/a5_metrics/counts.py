"""B77–B79: the four counts in other words."""


# %% products
def confusion_counts(preds, target):
    if preds.shape != target.shape or len(preds) == 0:
        raise ValueError("bad input")
    tp = (preds * target).sum().item()
    fp = (preds * (1 - target)).sum().item()
    fn = ((1 - preds) * target).sum().item()
    tn = ((1 - preds) * (1 - target)).sum().item()
    return tp, fp, fn, tn


# %% a loop
def confusion_counts(preds, target):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    if not len(preds):
        raise ValueError("empty")
    tp = fp = fn = tn = 0
    for p, t in zip(preds, target):
        if p == 1 and t == 1:
            tp += 1
        elif p == 1:
            fp += 1
        elif t == 1:
            fn += 1
        else:
            tn += 1
    return tp, fp, fn, tn


# %% Counter
def confusion_counts(preds, target):
    from collections import Counter

    if preds.size() != target.size() or preds.nelement() == 0:
        raise ValueError
    pairs = Counter(zip(preds.tolist(), target.tolist(), strict=True))
    return pairs[1, 1], pairs[1, 0], pairs[0, 1], pairs[0, 0]


# %% bincount
def confusion_counts(preds, target):
    if preds.shape != target.shape or preds.numel() < 1:
        raise ValueError("shapes or size")
    tn, fp, fn, tp = torch.bincount(2 * target + preds, minlength=4).tolist()
    return tp, fp, fn, tn


# %% NumPy
def confusion_counts(preds, target):
    import numpy as np

    p, t = preds.cpu().numpy(), target.cpu().numpy()
    if p.shape != t.shape or p.size == 0:
        raise ValueError("shapes or size")
    return (
        int(np.sum((p == 1) & (t == 1))),
        int(np.sum((p == 1) & (t == 0))),
        int(np.sum((p == 0) & (t == 1))),
        int(np.sum((p == 0) & (t == 0))),
    )


# %% np.add.at
def confusion_counts(preds, target):
    import numpy as np

    if preds.shape != target.shape or len(preds) == 0:
        raise ValueError("shapes or size")
    matrix = np.zeros((2, 2), dtype=int)
    np.add.at(matrix, (target.cpu().numpy(), preds.cpu().numpy()), 1)
    return int(matrix[1, 1]), int(matrix[0, 1]), int(matrix[1, 0]), int(matrix[0, 0])


# %% a named tuple
def confusion_counts(preds, target):
    if preds.shape != target.shape or len(preds) == 0:
        raise ValueError("shapes or size")
    right = preds == target
    tp = right[target == 1].sum().item()
    tn = right[target == 0].sum().item()
    return Counts(tp, int(preds.sum()) - tp, int(target.sum()) - tp, tn)


from typing import NamedTuple


class Counts(NamedTuple):
    tp: int
    fp: int
    fn: int
    tn: int


# %% sets of positions
def confusion_counts(preds, target):
    if preds.shape != target.shape or len(preds) == 0:
        raise ValueError("shapes or size")
    said = {i for i, p in enumerate(preds.tolist()) if p == 1}
    true = {i for i, t in enumerate(target.tolist()) if t == 1}
    tp = len(said & true)
    return tp, len(said - true), len(true - said), len(preds) - len(said | true)


# %% count_nonzero, an own exception class
def confusion_counts(preds, target):
    if preds.shape != target.shape:
        raise ShapeError("different shapes")
    if preds.numel() == 0:
        raise ShapeError("empty")
    tp = torch.count_nonzero(torch.logical_and(preds, target)).item()
    fp = torch.count_nonzero(preds > target).item()
    fn = torch.count_nonzero(preds < target).item()
    return tp, fp, fn, preds.numel() - tp - fp - fn


class ShapeError(ValueError):
    pass


# %% the error of somebody else
def confusion_counts(preds, target):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    ones, total = torch.ones_like(preds), len(preds)
    if total == 0:
        raise ValueError("empty")
    difference = preds - target
    tp = int(torch.eq(preds + target, 2).sum())
    fp = int(torch.eq(difference, ones).sum())
    fn = int(torch.eq(difference, -ones).sum())
    return (tp, fp, fn, total - tp - fp - fn)
