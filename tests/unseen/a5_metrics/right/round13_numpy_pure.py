# how: everything in numpy float64 on a confusion matrix by np.add.at; a validating decorator raises ValueError; RunningMetrics holds a 2x2 array
import functools

import numpy as np
import torch


def _np(t):
    return t.detach().cpu().numpy()


def validado(f):
    """Convierte a numpy y revisa formas antes de llamar."""

    @functools.wraps(f)
    def g(preds, target, *args, **kwargs):
        p, y = _np(preds), _np(target)
        if p.shape != y.shape:
            raise ValueError(f"formas distintas: {p.shape} y {y.shape}")
        if p.size == 0:
            raise ValueError("no hay muestras")
        return f(p, y, *args, **kwargs)

    return g


def _matriz(p, y, c):
    m = np.zeros((c, c), dtype=np.int64)
    np.add.at(m, (y.astype(np.int64), p.astype(np.int64)), 1)
    return m


def _razon(a, b):
    return float(a) / float(b) if b else 0.0


def _resumen(m):
    (tn, fp), (fn, tp) = m
    return {
        "accuracy": _razon(np.trace(m), m.sum()),
        "precision": _razon(tp, tp + fp),
        "recall": _razon(tp, tp + fn),
        "f1": _razon(2 * tp, 2 * tp + fp + fn),
    }


@validado
def confusion_counts(p, y):
    (tn, fp), (fn, tp) = _matriz(p, y, 2).tolist()
    return tp, fp, fn, tn


@validado
def accuracy(p, y):
    return float(np.mean(p == y))


@validado
def precision(p, y):
    return _resumen(_matriz(p, y, 2))["precision"]


@validado
def recall(p, y):
    return _resumen(_matriz(p, y, 2))["recall"]


@validado
def f1_score(p, y):
    return _resumen(_matriz(p, y, 2))["f1"]


@validado
def macro_f1(p, y, num_classes):
    m = _matriz(p, y, num_classes)
    den = m.sum(0) + m.sum(1)
    f1 = np.divide(2 * np.diag(m), den, out=np.zeros(num_classes), where=den > 0)
    return float(f1.mean())


@validado
def rmse(p, y):
    e = y.astype(np.float64) - p.astype(np.float64)
    return float(np.linalg.norm(e) / np.sqrt(e.size))


@validado
def mae(p, y):
    return float(np.abs(y.astype(np.float64) - p.astype(np.float64)).mean())


@validado
def mape(p, y, eps=1.17e-6):
    p, y = p.astype(np.float64), y.astype(np.float64)
    return float(100 * np.mean(np.abs(y - p) / np.maximum(eps, np.abs(y))))


@validado
def smape(p, y, eps=1.17e-6):
    p, y = p.astype(np.float64), y.astype(np.float64)
    return float(2 * np.mean(np.abs(y - p) / np.maximum(np.abs(y) + np.abs(p), eps)))


def labels_from_logits(logits, threshold=0.5):
    z = _np(logits)
    if z.size == 0:
        raise ValueError("logits vacíos")
    if z.ndim == 2 and z.shape[1] > 1:
        etiquetas = z.argmax(axis=1)
    else:
        z = z.reshape(-1).astype(np.float64)
        with np.errstate(over="ignore"):
            etiquetas = 1.0 / (1.0 + np.exp(-z)) >= threshold
    return torch.from_numpy(etiquetas.astype(np.int64)).to(logits.device)


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self._m = np.zeros((2, 2), dtype=np.int64)

    def update(self, preds, target):
        self._m = self._m + validado(lambda p, y: _matriz(p, y, 2))(preds, target)

    def compute(self):
        if not self._m.any():
            raise ValueError("todavía no hay datos")
        return _resumen(self._m)
