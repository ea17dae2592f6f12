# Correct: scipy.sparse.coo_matrix confusion matrix, scipy.special.expit, scipy.linalg norms, decorator that validates, logging
import functools
import inspect
import logging

import numpy as np
import torch
from scipy import linalg, sparse, special

logging.basicConfig(level=logging.ERROR)
log = logging.getLogger(__name__)


def validated(func):
    @functools.wraps(func)
    def wrapper(preds, target, *args, **kwargs):
        if tuple(preds.shape) != tuple(target.shape):
            raise ValueError(f"{func.__name__}: {tuple(preds.shape)} vs {tuple(target.shape)}")
        if len(preds) == 0:
            raise ValueError(f"{func.__name__}: empty")
        p, t = (np.asarray(a.detach().cpu()) for a in (preds, target))
        log.debug("%s on %d samples", func.__name__, len(p))
        return func(p, t, *args, **kwargs)

    return wrapper


def _matrix(p, t, k=2):
    return sparse.coo_matrix((np.ones(len(p), dtype=np.int64), (t, p)), shape=(k, k)).toarray()


def _div(a, b):
    return np.divide(a, b, out=np.zeros_like(np.asarray(a, dtype=float)), where=np.asarray(b) != 0)


@validated
def confusion_counts(p, t):
    (tn, fp), (fn, tp) = _matrix(p, t)
    return int(tp), int(fp), int(fn), int(tn)


@validated
def accuracy(p, t):
    return float(np.mean(p == t))


@validated
def precision(p, t):
    c = _matrix(p, t)
    return float(_div(c[1, 1], c[:, 1].sum()))


@validated
def recall(p, t):
    c = _matrix(p, t)
    return float(_div(c[1, 1], c[1, :].sum()))


@validated
def f1_score(p, t):
    c = _matrix(p, t)
    return float(_div(2 * c[1, 1], 2 * c[1, 1] + c[0, 1] + c[1, 0]))


@validated
def macro_f1(p, t, num_classes):
    c = _matrix(p, t, num_classes)
    return float(_div(2.0 * np.diag(c), c.sum(0) + c.sum(1)).mean())


@validated
def rmse(p, t):
    return float(linalg.norm(t.astype(float) - p.astype(float)) / np.sqrt(t.size))


@validated
def mae(p, t):
    return float(linalg.norm(t.astype(float) - p.astype(float), ord=1) / t.size)


@validated
def mape(p, t, eps=1.17e-6):
    p, t = p.astype(float), t.astype(float)
    return float(100.0 * np.average(np.abs(t - p) / np.maximum(eps, np.abs(t))))


@validated
def smape(p, t, eps=1.17e-6):
    p, t = p.astype(float), t.astype(float)
    return float(2.0 * np.average(np.abs(t - p) / np.maximum(np.abs(t) + np.abs(p), eps)))


def labels_from_logits(logits, threshold=0.5):
    z = logits.detach().cpu().numpy()
    if z.size == 0:
        raise ValueError("empty")
    if z.ndim == 2 and z.shape[1] > 1:
        labels = np.argmax(z, axis=1)
    else:
        labels = special.expit(z.ravel()) >= threshold
    return torch.from_numpy(labels.astype(np.int64)).to(logits.device)


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.counts = np.zeros((2, 2), dtype=np.int64)

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.counts += [[tn, fp], [fn, tp]]

    def compute(self):
        n = self.counts.sum()
        if n == 0:
            raise ValueError("no batches seen")
        (tn, fp), (fn, tp) = self.counts
        names = ["accuracy", "precision", "recall", "f1"]
        values = _div(np.array([tp + tn, tp, tp, 2 * tp], dtype=float), np.array([n, tp + fp, tp + fn, 2 * tp + fp + fn]))
        return dict(zip(names, values.tolist()))
