# how: pure Python on .tolist(): zip, Counter, math.fsum, statistics.fmean, fractions; no tensor arithmetic at all
import math
import statistics
from collections import Counter
from fractions import Fraction

import torch


def _pares(preds, target):
    if tuple(preds.shape) != tuple(target.shape):
        raise ValueError("preds y target tienen formas distintas")
    pares = list(zip(preds.flatten().tolist(), target.flatten().tolist()))
    if not pares:
        raise ValueError("no hay datos")
    return pares


def _div(a, b):
    return float(Fraction(a, b)) if b != 0 else 0.0


def confusion_counts(preds, target):
    c = Counter((int(p), int(t)) for p, t in _pares(preds, target))
    return c[1, 1], c[1, 0], c[0, 1], c[0, 0]


def accuracy(preds, target):
    pares = _pares(preds, target)
    return _div(sum(p == t for p, t in pares), len(pares))


def precision(preds, target):
    tp, fp, *_ = confusion_counts(preds, target)
    return _div(tp, tp + fp)


def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    return _div(tp, tp + fn)


def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    if p == 0.0 or r == 0.0:
        return 0.0
    return statistics.harmonic_mean([p, r])


def macro_f1(preds, target, num_classes):
    pares = _pares(preds, target)
    total = 0.0
    for k in range(num_classes):
        tp = sum(1 for p, t in pares if p == k and t == k)
        malos = sum(1 for p, t in pares if (p == k) != (t == k))
        total += _div(2 * tp, 2 * tp + malos)
    return total / num_classes


def rmse(preds, target):
    pares = _pares(preds, target)
    return math.sqrt(math.fsum((t - p) ** 2 for p, t in pares) / len(pares))


def mae(preds, target):
    return statistics.fmean(abs(t - p) for p, t in _pares(preds, target))


def mape(preds, target, eps=1.17e-6):
    return 100 * statistics.fmean(abs(t - p) / max(eps, abs(t)) for p, t in _pares(preds, target))


def smape(preds, target, eps=1.17e-6):
    return 2 * statistics.fmean(abs(t - p) / max(abs(t) + abs(p), eps) for p, t in _pares(preds, target))


def _sigmoide(z):
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    e = math.exp(z)
    return e / (1 + e)


def labels_from_logits(logits, threshold=0.5):
    filas = logits.tolist()
    if logits.numel() == 0:
        raise ValueError("vacío")
    etiquetas = []
    for fila in filas:
        if not isinstance(fila, list):
            fila = [fila]
        if len(fila) == 1:
            etiquetas.append(int(_sigmoide(fila[0]) >= threshold))
        else:
            etiquetas.append(max(range(len(fila)), key=fila.__getitem__))
    return torch.tensor(etiquetas, dtype=torch.int64, device=logits.device)


class RunningMetrics:
    def __init__(self):
        self.preds, self.target = [], []

    def update(self, preds, target):
        for p, t in _pares(preds, target):
            self.preds.append(p)
            self.target.append(t)

    def compute(self):
        if not self.preds:
            raise ValueError("no se ha visto nada")
        p, t = torch.tensor(self.preds), torch.tensor(self.target)
        return dict(accuracy=accuracy(p, t), precision=precision(p, t), recall=recall(p, t), f1=f1_score(p, t))

    def reset(self):
        self.preds.clear()
        self.target.clear()
