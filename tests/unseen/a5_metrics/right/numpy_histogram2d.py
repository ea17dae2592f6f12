# Unusual: NumPy's histogram2d counts; a Metric class with __call__ makes most of the exercises.
import numpy as np
import torch

np.seterr(all="warn")
EPS = 1.17e-6


def arrays(preds, target):
    if preds.shape != target.shape:
        raise ValueError(f"{preds.shape=} {target.shape=}")
    if 0 in preds.shape:
        raise ValueError("empty input")
    return preds.detach().cpu().numpy(), target.detach().cpu().numpy()


def grid(preds, target, k=2):
    p, t = arrays(preds, target)
    edges = np.arange(k + 1) - 0.5
    counts, _, _ = np.histogram2d(t.astype(np.int64), p.astype(np.int64), bins=(edges, edges))
    return counts.astype(np.int64)


def quotient(a, b):
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    return np.divide(a, b, out=np.zeros_like(a), where=b != 0)


def confusion_counts(preds, target):
    tn, fp, fn, tp = map(int, grid(preds, target).flat)
    return (tp, fp, fn, tn)


def accuracy(preds, target):
    p, t = arrays(preds, target)
    return float(np.count_nonzero(np.equal(p, t)) / p.size)


class FromCounts:
    def __init__(self, name, formula):
        self.__name__, self.__doc__ = name, f"{name} of class 1"
        self.formula = formula

    def __call__(self, preds, target):
        return float(quotient(*self.formula(*confusion_counts(preds, target))))


precision = FromCounts("precision", lambda tp, fp, fn, tn: (tp, tp + fp))
recall = FromCounts("recall", lambda tp, fp, fn, tn: (tp, tp + fn))
f1_score = FromCounts("f1_score", lambda tp, fp, fn, tn: (2 * tp, 2 * tp + fp + fn))


def macro_f1(preds, target, num_classes):
    g = grid(preds, target, num_classes)
    return float(np.mean(quotient(2 * g.diagonal(), g.sum(axis=0) + g.sum(axis=1))))


class Regression:
    def __init__(self, term, finish=float):
        self.term, self.finish = term, finish

    def __call__(self, preds, target, **options):
        p, t = (a.astype(np.float64) for a in arrays(preds, target))
        return float(self.finish(np.mean(self.term(t, p, **options))))


def rmse(preds, target):
    return Regression(lambda t, p: np.square(t - p), np.sqrt)(preds, target)


def mae(preds, target):
    return Regression(lambda t, p: np.abs(t - p))(preds, target)


def mape(preds, target, eps=EPS):
    return Regression(lambda t, p: np.abs(t - p) / np.fmax(eps, np.abs(t)), lambda m: 100 * m)(preds, target)


def smape(preds, target, eps=EPS):
    return Regression(lambda t, p: np.abs(t - p) / np.fmax(np.abs(t) + np.abs(p), eps), lambda m: 2 * m)(preds, target)


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("empty input")
    z = logits if logits.dim() == 2 else logits.unsqueeze(1)
    if z.shape[1] == 1:
        z = torch.sigmoid(z)
        return torch.cat([torch.full_like(z, -torch.inf).masked_fill_(z < threshold, torch.inf), torch.zeros_like(z)], dim=1).argmax(1)
    return z.max(dim=1).indices


class RunningMetrics:
    def __init__(self):
        self.total = np.zeros((2, 2), dtype=np.int64)

    def update(self, preds, target):
        self.total = self.total + grid(preds, target)

    def compute(self):
        if not self.total.any():
            raise ValueError("compute before update")
        (tn, fp), (fn, tp) = self.total
        top = [tp + tn, tp, tp, 2 * tp]
        bottom = [self.total.sum(), tp + fp, tp + fn, 2 * tp + fp + fn]
        return dict(zip(["accuracy", "precision", "recall", "f1"], quotient(top, bottom).tolist()))

    def reset(self):
        self.total = np.zeros_like(self.total)
