"""Macro F1 in other words."""


# %% a loop with counts
def macro_f1(preds, target, num_classes):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    total = 0.0
    for c in range(num_classes):
        tp = ((preds == c) & (target == c)).sum().item()
        fp = ((preds == c) & (target != c)).sum().item()
        fn = ((preds != c) & (target == c)).sum().item()
        if tp + fp + fn > 0:
            total += 2 * tp / (2 * tp + fp + fn)
    return total / num_classes


# %% the confusion matrix
def macro_f1(preds, target, num_classes):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    matrix = torch.bincount(target * num_classes + preds, minlength=num_classes**2)
    matrix = matrix.reshape(num_classes, num_classes).double()
    both = matrix.sum(0) + matrix.sum(1)
    f1 = 2 * matrix.diagonal() / both.clamp(min=1)
    return f1.mean().item()


# %% one-hot
def macro_f1(preds, target, num_classes):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    p = torch.nn.functional.one_hot(preds, num_classes)
    t = torch.nn.functional.one_hot(target, num_classes)
    scores = [f1_score(p[:, c], t[:, c]) for c in range(num_classes)]
    return float(sum(scores) / len(scores))


# %% NumPy, nan_to_num
def macro_f1(preds, target, num_classes):
    import numpy as np

    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    p, t = preds.cpu().numpy(), target.cpu().numpy()
    with np.errstate(all="ignore"):
        scores = [
            np.nan_to_num(2 * np.sum((p == c) & (t == c)) / (np.sum(p == c) + np.sum(t == c)))
            for c in range(num_classes)
        ]
    return float(np.mean(scores))


# %% booleans to int
def macro_f1(preds, target, num_classes):
    if preds.shape != target.shape or len(preds) == 0:
        raise ValueError("input")
    return (
        torch.tensor([f1_score((preds == c).int(), (target == c).int()) for c in range(num_classes)])
        .mean()
        .item()
    )


# %% precision and recall of each class
def macro_f1(preds, target, num_classes):
    if preds.shape != target.shape or len(preds) == 0:
        raise ValueError("input")
    f1s = []
    for c in range(num_classes):
        yhat, y = torch.where(preds == c, 1, 0), torch.where(target == c, 1, 0)
        p, r = precision(yhat, y), recall(yhat, y)
        f1s.append(0.0 if p + r == 0 else 2 * p * r / (p + r))
    return sum(f1s) / num_classes


# %% dictionaries
def macro_f1(preds, target, num_classes):
    if preds.shape != target.shape or len(preds) == 0:
        raise ValueError("input")
    tp = dict.fromkeys(range(num_classes), 0)
    seen = dict.fromkeys(range(num_classes), 0)
    for p, t in zip(preds.tolist(), target.tolist()):
        tp[t] += p == t
        seen[p] += 1
        seen[t] += 1
    return sum(2 * tp[c] / seen[c] for c in tp if seen[c]) / num_classes
