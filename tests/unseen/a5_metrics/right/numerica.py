"""Métricas con NumPy; los objetos son invocables y la media se acumula con Welford."""
import functools
import operator
from typing import NamedTuple

import numpy as np
import torch


class Conteos(NamedTuple):
    tp: int
    fp: int
    fn: int
    tn: int


def _np(*tensores):
    arreglos = [t.detach().cpu().numpy() for t in tensores]
    formas = {a.shape for a in arreglos}
    if len(formas) > 1:
        raise ValueError(f"formas distintas: {sorted(formas, key=str)}")
    if arreglos[0].size == 0:
        raise ValueError("entrada vacía")
    return arreglos


def _cociente(a, b):
    return float(np.divide(a, b, out=np.zeros(()), where=np.asarray(b) != 0))


def confusion_counts(preds, target):
    p, t = _np(preds, target)
    tabla = np.zeros((2, 2), dtype=np.int64)
    np.add.at(tabla, (t.astype(int), p.astype(int)), 1)
    return Conteos(*(int(tabla[i]) for i in ((1, 1), (0, 1), (1, 0), (0, 0))))


def accuracy(preds, target):
    p, t = _np(preds, target)
    return float(np.count_nonzero(p == t) / p.size)


class _Razon:
    def __init__(self, arriba, abajo):
        self.arriba, self.abajo = arriba, abajo

    def __call__(self, preds, target):
        c = confusion_counts(preds, target)
        return self.desde(c)

    def desde(self, c):
        return _cociente(self.arriba(c), self.abajo(c))


precision = _Razon(operator.attrgetter("tp"), lambda c: c.tp + c.fp)
recall = _Razon(operator.attrgetter("tp"), lambda c: c.tp + c.fn)
f1_score = _Razon(lambda c: 2 * c.tp, lambda c: 2 * c.tp + c.fp + c.fn)


def macro_f1(preds, target, num_classes):
    p, t = _np(preds, target)
    uno_contra_todos = (
        f1_score.desde(
            Conteos(
                tp=int(np.sum((p == c) & (t == c))),
                fp=int(np.sum((p == c) & (t != c))),
                fn=int(np.sum((p != c) & (t == c))),
                tn=int(np.sum((p != c) & (t != c))),
            )
        )
        for c in range(num_classes)
    )
    return float(np.fromiter(uno_contra_todos, dtype=float, count=num_classes).mean())


def _media(valores):
    media = 0.0
    for n, v in enumerate(np.asarray(valores, dtype=np.float64).ravel(), start=1):
        media += (v - media) / n
    return float(media)


def rmse(preds, target):
    p, t = (a.astype(np.float64) for a in _np(preds, target))
    return float(np.linalg.norm(p - t) / np.sqrt(p.size))


def mae(preds, target):
    p, t = _np(preds, target)
    return _media(np.abs(t - p))


def _relativo(factor, escala, preds, target, eps=1.17e-6):
    p, t = (a.astype(np.float64) for a in _np(preds, target))
    return factor * _media(np.abs(t - p) / np.maximum(escala(p, t), eps))


mape = functools.partial(_relativo, 100.0, lambda p, t: np.abs(t))
smape = functools.partial(_relativo, 2.0, lambda p, t: np.abs(t) + np.abs(p))


def labels_from_logits(logits, threshold=0.5):
    (z,) = _np(logits)
    if z.ndim == 2 and z.shape[1] > 1:
        etiquetas = z.argmax(axis=1)
    else:
        z = z.reshape(-1)
        with np.errstate(over="ignore"):
            etiquetas = 1 / (1 + np.exp(-z)) >= threshold
    return torch.from_numpy(etiquetas.astype(np.int64)).to(logits.device)


class RunningMetrics:
    __slots__ = ("_c",)

    def __init__(self):
        self.reset()

    def reset(self):
        self._c = np.zeros(4, dtype=np.int64)

    def update(self, preds, target):
        self._c += np.array(confusion_counts(preds, target))

    def compute(self):
        if self._c.sum() == 0:
            raise ValueError("nada que calcular")
        c = Conteos(*self._c.tolist())
        return dict(
            accuracy=_cociente(c.tp + c.tn, sum(c)),
            precision=precision.desde(c),
            recall=recall.desde(c),
            f1=f1_score.desde(c),
        )
