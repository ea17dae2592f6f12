"""Accuracy in other words."""


# %% float().mean()
def accuracy(preds, target):
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    if preds.numel() == 0:
        raise ValueError("empty")
    return (preds == target).float().mean().item()


# %% float64 mean
def accuracy(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    return torch.mean(torch.eq(preds, target), dtype=torch.float64).item()


# %% a generator
def accuracy(preds, target):
    if preds.shape != target.shape or not preds.numel():
        raise ValueError("input")
    return sum(p == t for p, t in zip(preds.tolist(), target.tolist())) / len(target)


# %% NumPy, np.float64
def accuracy(preds, target):
    import numpy as np

    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError("input")
    return np.mean(preds.cpu().numpy() == target.cpu().numpy())


# %% statistics
def accuracy(preds, target):
    from statistics import fmean

    if preds.shape != target.shape:
        raise ValueError("input")
    return fmean(float(a == b) for a, b in zip(preds.tolist(), target.tolist()))  # of nothing: a ValueError


# %% one minus the errors
def accuracy(preds, target):
    if tuple(preds.shape) != tuple(target.shape) or preds.shape[0] == 0:
        raise ValueError("input")
    return 1.0 - torch.count_nonzero(preds - target).item() / preds.shape[0]


# %% a one-hot product
def accuracy(preds, target):
    if preds.shape != target.shape or len(preds) == 0:
        raise ValueError("input")
    classes = int(max(preds.max(), target.max())) + 1
    one_hot = torch.nn.functional.one_hot
    return (one_hot(preds, classes) * one_hot(target, classes)).sum().item() / len(preds)


# %% the trace of the confusion matrix
def accuracy(preds, target):
    if preds.shape != target.shape or len(preds) == 0:
        raise ValueError("input")
    classes = int(torch.cat([preds, target]).max()) + 1
    matrix = torch.bincount(target * classes + preds, minlength=classes**2).reshape(classes, classes)
    return (matrix.trace() / matrix.sum()).item()
