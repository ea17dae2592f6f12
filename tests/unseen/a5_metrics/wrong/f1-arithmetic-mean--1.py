# exercise: f1_score
# Todo con Python puro: paso a listas y cuento.
import math
from collections import Counter

import torch
from torch import Tensor


def listas(preds: Tensor, target: Tensor):
    if list(preds.size()) != list(target.size()):
        raise ValueError("preds y target deben tener la misma forma")
    p, t = preds.tolist(), target.tolist()
    if not p:
        raise ValueError("preds y target están vacíos")
    return p, t


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    c = Counter(zip(*listas(preds, target)))
    return c[1, 1], c[1, 0], c[0, 1], c[0, 0]


def accuracy(preds: Tensor, target: Tensor) -> float:
    p, t = listas(preds, target)
    buenas = 0
    for a, b in zip(p, t):
        if a == b:
            buenas += 1
    return buenas / len(t)


def precision(preds: Tensor, target: Tensor) -> float:
    p, t = listas(preds, target)
    vistos = [b for a, b in zip(p, t) if a == 1]
    return sum(vistos) / len(vistos) if vistos else 0.0


def recall(preds: Tensor, target: Tensor) -> float:
    p, t = listas(preds, target)
    vistos = [a for a, b in zip(p, t) if b == 1]
    return sum(vistos) / len(vistos) if vistos else 0.0


def f1_score(preds: Tensor, target: Tensor) -> float:
    pr = precision(preds, target)
    re = recall(preds, target)
    return (pr + re) / 2


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    p, t = listas(preds, target)
    total = 0.0
    for clase in range(num_classes):
        tp = fp = fn = 0
        for a, b in zip(p, t):
            if a == clase and b == clase:
                tp += 1
            elif a == clase:
                fp += 1
            elif b == clase:
                fn += 1
        if tp:
            total += 2 * tp / (2 * tp + fp + fn)
    return total / num_classes


def rmse(preds: Tensor, target: Tensor) -> float:
    p, t = listas(preds, target)
    suma = 0.0
    for a, b in zip(p, t):
        suma += (b - a) ** 2
    return math.sqrt(suma / len(p))


def mae(preds: Tensor, target: Tensor) -> float:
    p, t = listas(preds, target)
    return sum(abs(b - a) for a, b in zip(p, t)) / len(p)


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    p, t = listas(preds, target)
    return 100 * sum(abs(b - a) / max(eps, abs(b)) for a, b in zip(p, t)) / len(p)


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    p, t = listas(preds, target)
    return 2 / len(p) * sum(abs(b - a) / max(abs(a) + abs(b), eps) for a, b in zip(p, t))


def _sigmoide(z: float) -> float:
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    return math.exp(z) / (1 + math.exp(z))


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    filas = logits.tolist()
    if len(filas) == 0:
        raise ValueError("sin logits")
    salida = []
    for fila in filas:
        if isinstance(fila, list) and len(fila) > 1:
            salida.append(fila.index(max(fila)))
        else:
            z = fila[0] if isinstance(fila, list) else fila
            salida.append(1 if _sigmoide(z) >= threshold else 0)
    return torch.tensor(salida)


class RunningMetrics:
    def __init__(self) -> None:
        self.pares: list[tuple[int, int]] = []

    def update(self, preds: Tensor, target: Tensor) -> None:
        self.pares.extend(zip(*listas(preds, target)))

    def compute(self) -> dict[str, float]:
        if not self.pares:
            raise ValueError("no se ha visto ningún batch")
        p = torch.tensor([a for a, _ in self.pares])
        t = torch.tensor([b for _, b in self.pares])
        return dict(accuracy=accuracy(p, t), precision=precision(p, t), recall=recall(p, t), f1=f1_score(p, t))

    def reset(self) -> None:
        self.pares.clear()
