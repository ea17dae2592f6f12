import math
import statistics as st
from itertools import chain
from statistics import fmean, harmonic_mean
import torch


def _pares(preds, target):
    if tuple(preds.shape) != tuple(target.shape):
        raise ValueError("shape")
    pares = list(zip(target.tolist(), preds.tolist()))
    if len(pares) == 0:
        raise ValueError("empty")
    return pares


def confusion_counts(preds, target):
    pares = _pares(preds, target)
    return pares.count((1, 1)), pares.count((0, 1)), pares.count((1, 0)), pares.count((0, 0))


def accuracy(preds, target):
    return fmean(y == p for y, p in _pares(preds, target))


def precision(preds, target):
    aciertos = [y for y, p in _pares(preds, target) if p]
    return fmean(aciertos) if aciertos else 0.0


def recall(preds, target):
    encontrados = [p for y, p in _pares(preds, target) if y]
    return fmean(encontrados) if encontrados else 0.0


def f1_score(preds, target):
    return float(harmonic_mean([precision(preds, target), recall(preds, target)]))


def macro_f1(preds, target, num_classes):
    _pares(preds, target)
    return fmean(f1_score((preds == k).int(), (target == k).int()) for k in range(num_classes))


def rmse(preds, target):
    errores = [y - p for y, p in _pares(preds, target)]
    return math.hypot(*errores) / math.sqrt(len(errores))


def mae(preds, target):
    return st.mean(math.fabs(y - p) for y, p in _pares(preds, target))


def mape(preds, target, eps=1.17e-6):
    return fmean(100 * abs(y - p) / max(eps, abs(y)) for y, p in _pares(preds, target))


def smape(preds, target, eps=1.17e-6):
    return 2 * fmean(abs(y - p) / max(abs(y) + abs(p), eps) for y, p in _pares(preds, target))


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("empty")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return torch.tensor([max(range(len(z)), key=z.__getitem__) for z in logits.tolist()], dtype=torch.int64)
    return torch.tensor([int(p >= threshold) for p in torch.sigmoid(logits).reshape(-1)], dtype=torch.int64)


class RunningMetrics:
    def __init__(self):
        self._p, self._t = [], []

    def update(self, preds, target):
        _pares(preds, target)
        self._p.append(preds.tolist())
        self._t.append(target.tolist())

    def compute(self):
        p = torch.tensor(list(chain.from_iterable(self._p)), dtype=torch.long)
        t = torch.tensor(list(chain.from_iterable(self._t)), dtype=torch.long)
        # accuracy ya lanza ValueError si no hay nada
        return {f.__name__.replace("_score", ""): f(p, t) for f in (accuracy, precision, recall, f1_score)}

    def reset(self):
        self.__init__()
