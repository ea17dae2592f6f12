# %%
"""Tarea 5 con la biblioteca estándar: Counter para contar, fsum para sumar."""
from collections import Counter
from math import exp, fsum, sqrt

import torch


def _columnas(preds, target):
    if preds.shape != target.shape:
        raise ValueError("formas distintas")
    p, t = preds.detach().tolist(), target.detach().tolist()
    if not p:
        raise ValueError("sin muestras")
    return p, t


def _promedio(terminos):
    terminos = list(terminos)
    return fsum(terminos) / len(terminos)


def _f1(tp, fp, fn):
    return 2 * tp / (2 * tp + fp + fn) if tp else 0.0


# %%
def confusion_counts(preds, target):
    n = Counter(zip(*_columnas(preds, target)))
    return n[1, 1], n[1, 0], n[0, 1], n[0, 0]


# %%
def accuracy(preds, target):
    p, t = _columnas(preds, target)
    return sum(a == b for a, b in zip(p, t)) / len(p)


# %%
def precision(preds, target):
    n = Counter(zip(*_columnas(preds, target)))
    try:
        return n[1, 1] / (n[1, 1] + n[1, 0])
    except ZeroDivisionError:
        return 0.0


# %%
def recall(preds, target):
    n = Counter(zip(*_columnas(preds, target)))
    try:
        return n[1, 1] / (n[1, 1] + n[0, 1])
    except ZeroDivisionError:
        return 0.0


# %%
def f1_score(preds, target):
    n = Counter(zip(*_columnas(preds, target)))
    return _f1(n[1, 1], n[1, 0], n[0, 1])


# %%
def macro_f1(preds, target, num_classes):
    p, t = _columnas(preds, target)
    dichas, reales = Counter(p), Counter(t)
    juntas = Counter(a for a, b in zip(p, t) if a == b)
    return _promedio(
        _f1(juntas[c], dichas[c] - juntas[c], reales[c] - juntas[c]) for c in range(num_classes)
    )


# %%
def rmse(preds, target):
    return sqrt(_promedio((b - a) * (b - a) for a, b in zip(*_columnas(preds, target))))


# %%
def mae(preds, target):
    return _promedio(abs(b - a) for a, b in zip(*_columnas(preds, target)))


# %%
def mape(preds, target, eps=1.17e-6):
    return 100.0 * _promedio(
        abs(y - y_hat) / max(eps, abs(y)) for y_hat, y in zip(*_columnas(preds, target))
    )


# %%
def smape(preds, target, eps=1.17e-6):
    return 2.0 * _promedio(
        abs(y - y_hat) / max(abs(y) + abs(y_hat), eps) for y_hat, y in zip(*_columnas(preds, target))
    )


# %%
def labels_from_logits(logits, threshold=0.5):
    if not logits.numel():
        raise ValueError("sin logits")
    if logits.ndim > 1 and logits.shape[-1] > 1:
        return torch.max(logits, dim=-1)[1]
    return torch.special.expit(logits).reshape(-1).ge(threshold).to(dtype=torch.long)


# %%
class RunningMetrics:
    def __init__(self):
        self._n = Counter()

    def update(self, preds, target):
        self._n.update(zip(*_columnas(preds, target)))

    def reset(self):
        self._n.clear()

    def compute(self):
        n, total = self._n, sum(self._n.values())
        if total == 0:
            raise ValueError("compute sin update")
        tp, fp, fn, tn = n[1, 1], n[1, 0], n[0, 1], n[0, 0]
        return {
            "accuracy": (tp + tn) / total,
            "precision": tp / (tp + fp) if tp else 0.0,
            "recall": tp / (tp + fn) if tp else 0.0,
            "f1": _f1(tp, fp, fn),
        }
