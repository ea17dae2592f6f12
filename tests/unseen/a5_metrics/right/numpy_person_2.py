# Everything through NumPy in float64; confusion by bincount of 2 * target + preds.
import numpy as np
import torch


def _arrays(preds, target, dtype):
    if tuple(preds.shape) != tuple(target.shape):
        raise ValueError(f"shapes {tuple(preds.shape)} and {tuple(target.shape)} differ")
    if preds.numel() == 0:
        raise ValueError("empty input")
    return tuple(t.detach().cpu().numpy().astype(dtype) for t in (preds, target))


def _table(preds, target, k):
    """k x k counts, rows are the truth, columns the predictions."""
    p, t = _arrays(preds, target, np.int64)
    return np.bincount(t * k + p, minlength=k * k).reshape(k, k)


def _divide(a, b):
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    return np.divide(a, b, out=np.zeros_like(b), where=b != 0)


def confusion_counts(preds, target):
    (tn, fp), (fn, tp) = _table(preds, target, 2).tolist()
    return tp, fp, fn, tn


def accuracy(preds, target):
    p, t = _arrays(preds, target, np.int64)
    return float(np.mean(p == t))


def precision(preds, target):
    m = _table(preds, target, 2)
    return float(_divide(m[1, 1], m[:, 1].sum()))


def recall(preds, target):
    m = _table(preds, target, 2)
    return float(_divide(m[1, 1], m[1, :].sum()))


def f1_score(preds, target):
    m = _table(preds, target, 2)
    return float(_divide(2 * m[1, 1], m[1, :].sum() + m[:, 1].sum()))


def macro_f1(preds, target, num_classes):
    m = _table(preds, target, num_classes)
    return float(_divide(2 * np.diag(m), m.sum(0) + m.sum(1)).mean())


def rmse(preds, target):
    p, y = _arrays(preds, target, np.float64)
    return float(np.linalg.norm(y - p) / np.sqrt(y.size))


def mae(preds, target):
    p, y = _arrays(preds, target, np.float64)
    return float(np.abs(y - p).mean())


def mape(preds, target, eps=1.17e-6):
    p, y = _arrays(preds, target, np.float64)
    return float(100 * np.average(np.abs(y - p) / np.maximum(np.abs(y), eps)))


def smape(preds, target, eps=1.17e-6):
    p, y = _arrays(preds, target, np.float64)
    size = np.abs(y) + np.abs(p)
    return float(2 * np.mean(_divide(np.abs(y - p), np.where(size > 0, np.fmax(size, eps), 0.0))))


def labels_from_logits(logits, threshold=0.5):
    z = logits.detach().cpu().numpy()
    if z.size == 0:
        raise ValueError("empty input")
    if z.ndim == 2 and z.shape[1] > 1:
        labels = np.argmax(z, axis=1)
    else:
        with np.errstate(over="ignore"):
            labels = np.reciprocal(1 + np.exp(-z.reshape(-1))) >= threshold
    return torch.from_numpy(labels.astype(np.int64)).to(logits.device)


class RunningMetrics:
    def __init__(self):
        self.table = np.zeros((2, 2), dtype=np.int64)

    def reset(self):
        self.table = np.zeros_like(self.table)

    def update(self, preds, target):
        self.table = self.table + _table(preds, target, 2)

    def compute(self):
        n = self.table.sum()
        if n == 0:
            raise ValueError("nothing seen yet")
        tp, predicted, actual = self.table[1, 1], self.table[:, 1].sum(), self.table[1].sum()
        values = _divide([np.trace(self.table), tp, tp, 2 * tp], [n, predicted, actual, predicted + actual])
        return dict(zip(("accuracy", "precision", "recall", "f1"), values.tolist()))
