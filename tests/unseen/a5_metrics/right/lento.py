# Python puro: listas, zip y for. Lento pero transparente.
import math
from collections import Counter

import torch


def _listas(preds, target):
    if tuple(preds.shape) != tuple(target.shape):
        raise ValueError("preds y target tienen formas distintas")
    p, t = preds.flatten().tolist(), target.flatten().tolist()
    if len(p) == 0:
        raise ValueError("no hay muestras")
    return p, t


def confusion_counts(preds, target):
    p, t = _listas(preds, target)
    tp = fp = fn = tn = 0
    for a, b in zip(p, t):
        if a == 1 and b == 1:
            tp += 1
        elif a == 1:
            fp += 1
        elif b == 1:
            fn += 1
        else:
            tn += 1
    return tp, fp, fn, tn


def accuracy(preds, target):
    p, t = _listas(preds, target)
    buenas = 0
    for i in range(len(p)):
        if p[i] == t[i]:
            buenas += 1
    return buenas / len(p)


def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    try:
        return tp / (tp + fp)
    except ZeroDivisionError:
        return 0.0


def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    try:
        return tp / (tp + fn)
    except ZeroDivisionError:
        return 0.0


def f1_score(preds, target):
    P = precision(preds, target)
    R = recall(preds, target)
    if P + R == 0:
        return 0.0
    return 2 * P * R / (P + R)


def macro_f1(preds, target, num_classes):
    p, t = _listas(preds, target)
    aciertos = Counter(a for a, b in zip(p, t) if a == b)
    dichos, reales = Counter(p), Counter(t)
    f1s = []
    for c in range(num_classes):
        if dichos[c] + reales[c] > 0:
            f1s.append(2 * aciertos[c] / (dichos[c] + reales[c]))
        else:
            f1s.append(0.0)
    return sum(f1s) / len(f1s)


def rmse(preds, target):
    p, t = _listas(preds, target)
    return math.sqrt(math.fsum((a - b) ** 2 for a, b in zip(p, t)) / len(p))


def mae(preds, target):
    p, t = _listas(preds, target)
    total = 0.0
    for a, b in zip(p, t):
        total += abs(b - a)
    return total / len(p)


def mape(preds, target, eps=1.17e-6):
    p, t = _listas(preds, target)
    total = 0.0
    for a, b in zip(p, t):
        total += abs(b - a) / max(eps, abs(b))
    return 100 * total / len(p)


def smape(preds, target, eps=1.17e-6):
    p, t = _listas(preds, target)
    total = 0.0
    for a, b in zip(p, t):
        total += abs(b - a) / max(abs(b) + abs(a), eps)
    return 2 * total / len(p)


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("no hay logits")
    etiquetas = []
    if logits.dim() == 2 and logits.size(1) > 1:
        for fila in logits.tolist():
            mejor = 0
            for c in range(1, len(fila)):
                if fila[c] > fila[mejor]:
                    mejor = c
            etiquetas.append(mejor)
    else:
        for p in torch.sigmoid(logits).view(-1):
            etiquetas.append(1 if p >= threshold else 0)
    return torch.tensor(etiquetas, dtype=torch.int64, device=logits.device)


class RunningMetrics:
    def __init__(self):
        self.p = []
        self.t = []

    def update(self, preds, target):
        p, t = _listas(preds, target)
        self.p.extend(p)
        self.t.extend(t)

    def compute(self):
        if not self.p:
            raise ValueError("todavía no hay nada")
        p, t = torch.tensor(self.p), torch.tensor(self.t)
        return {
            "accuracy": accuracy(p, t),
            "precision": precision(p, t),
            "recall": recall(p, t),
            "f1": f1_score(p, t),
        }

    def reset(self):
        self.p.clear()
        self.t.clear()
