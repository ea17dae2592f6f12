# exercise: macro_f1
# mistake: Class 0 is left out of the sum, as if it were only the background.
import math
from collections import Counter

import torch


def pares(preds, target):
    if preds.shape != target.shape:
        raise ValueError("formas distintas")
    if len(preds) == 0:
        raise ValueError("vacío")
    return list(zip(preds.tolist(), target.tolist()))


def confusion_counts(preds, target):
    c = Counter(pares(preds, target))
    return c[1, 1], c[1, 0], c[0, 1], c[0, 0]


def accuracy(preds, target):
    p = pares(preds, target)
    return sum(a == b for a, b in p) / len(p)


def precision(preds, target):
    c = Counter(pares(preds, target))
    total = c[1, 1] + c[1, 0]
    return c[1, 1] / total if total > 0 else 0.0


def recall(preds, target):
    c = Counter(pares(preds, target))
    total = c[1, 1] + c[0, 1]
    return c[1, 1] / total if total > 0 else 0.0


def f1_score(preds, target):
    c = Counter(pares(preds, target))
    abajo = 2 * c[1, 1] + c[1, 0] + c[0, 1]
    return 2 * c[1, 1] / abajo if abajo > 0 else 0.0


def macro_f1(preds, target, num_classes):
    p = pares(preds, target)
    aciertos = Counter(a for a, b in p if a == b)
    dichos = Counter(a for a, _ in p)
    verdad = Counter(b for _, b in p)
    suma = 0.0
    for clase in dichos.keys() | verdad.keys():
        if clase:
            suma += 2 * aciertos[clase] / (dichos[clase] + verdad[clase])
    return suma / num_classes


def rmse(preds, target):
    p = pares(preds, target)
    return math.sqrt(math.fsum((a - b) ** 2 for a, b in p) / len(p))


def mae(preds, target):
    p = pares(preds, target)
    return math.fsum(abs(a - b) for a, b in p) / len(p)


def mape(preds, target, eps=1.17e-6):
    p = pares(preds, target)
    return 100 * math.fsum(abs(b - a) / max(eps, abs(b)) for a, b in p) / len(p)


def smape(preds, target, eps=1.17e-6):
    p = pares(preds, target)
    return 2 * math.fsum(abs(b - a) / max(abs(a) + abs(b), eps) for a, b in p) / len(p)


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("vacío")
    if logits.dim() == 2 and logits.size(1) > 1:
        return torch.argmax(logits, dim=1)
    prob = torch.sigmoid(logits.flatten())
    return torch.where(prob >= threshold, 1, 0)


class RunningMetrics:
    def __init__(self):
        self.c = Counter()

    def update(self, preds, target):
        self.c.update(pares(preds, target))

    def reset(self):
        self.c.clear()

    def compute(self):
        c = self.c
        n = sum(c.values())
        if n == 0:
            raise ValueError("no hay datos")
        div = lambda a, b: a / b if b else 0.0
        return {
            "accuracy": (c[1, 1] + c[0, 0]) / n,
            "precision": div(c[1, 1], c[1, 1] + c[1, 0]),
            "recall": div(c[1, 1], c[1, 1] + c[0, 1]),
            "f1": div(2 * c[1, 1], 2 * c[1, 1] + c[1, 0] + c[0, 1]),
        }
