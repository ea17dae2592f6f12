# unusual: no tensor arithmetic at all; everything through tolist(), zip, Counter, exact Fractions and math.fsum
import math
from collections import Counter
from fractions import Fraction

import torch
from torch import Tensor


def pairs(preds, target):
    """Las parejas (predicho, real) como números de Python."""
    if tuple(preds.shape) != tuple(target.shape):
        raise ValueError("preds y target tienen formas distintas")
    juntos = list(zip(preds.reshape(-1).tolist(), target.reshape(-1).tolist()))
    if not juntos:
        raise ValueError("no hay muestras")
    return juntos


def quotient(numerator, denominator):
    try:
        return float(Fraction(numerator, denominator))
    except ZeroDivisionError:
        return 0.0


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    c = Counter(pairs(preds, target))
    return c[1, 1], c[1, 0], c[0, 1], c[0, 0]


def accuracy(preds: Tensor, target: Tensor) -> float:
    juntos = pairs(preds, target)
    return quotient(len([1 for p, t in juntos if p == t]), len(juntos))


def precision(preds: Tensor, target: Tensor) -> float:
    said_yes = [t for p, t in pairs(preds, target) if p == 1]
    return quotient(said_yes.count(1), len(said_yes))


def recall(preds: Tensor, target: Tensor) -> float:
    were_yes = [p for p, t in pairs(preds, target) if t == 1]
    return quotient(were_yes.count(1), len(were_yes))


def f1_score(preds: Tensor, target: Tensor) -> float:
    c = Counter(pairs(preds, target))
    return quotient(2 * c[1, 1], 2 * c[1, 1] + c[1, 0] + c[0, 1])


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    juntos = pairs(preds, target)
    predicted, real = Counter(p for p, _ in juntos), Counter(t for _, t in juntos)
    hit = Counter(p for p, t in juntos if p == t)
    total = Fraction(0)
    for k in range(num_classes):
        if hit[k]:
            total += Fraction(2 * hit[k], predicted[k] + real[k])
    return float(total / num_classes)


def rmse(preds: Tensor, target: Tensor) -> float:
    squares = [(t - p) ** 2 for p, t in pairs(preds, target)]
    return math.sqrt(math.fsum(squares) / len(squares))


def mae(preds: Tensor, target: Tensor) -> float:
    errors = [abs(t - p) for p, t in pairs(preds, target)]
    return math.fsum(errors) / len(errors)


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    terms = [abs(t - p) / max(eps, abs(t)) for p, t in pairs(preds, target)]
    return 100 * math.fsum(terms) / len(terms)


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    terms = [abs(t - p) / max(abs(t) + abs(p), eps) for p, t in pairs(preds, target)]
    return 2 * math.fsum(terms) / len(terms)


def logistic(z):
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    e = math.exp(z)
    return e / (1 + e)


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    rows = logits.tolist()
    if logits.numel() == 0:
        raise ValueError("no hay logits")
    answer = []
    for row in rows:
        if isinstance(row, list) and len(row) > 1:
            answer.append(row.index(max(row)))
        else:
            z = row[0] if isinstance(row, list) else row
            answer.append(int(logistic(z) >= threshold))
    return torch.tensor(answer, dtype=torch.int64, device=logits.device)


class RunningMetrics:
    def __init__(self) -> None:
        self._seen = Counter()

    def update(self, preds: Tensor, target: Tensor) -> None:
        self._seen.update(pairs(preds, target))

    def compute(self) -> dict[str, float]:
        n = sum(self._seen.values())
        if n == 0:
            raise ValueError("todavía no se ha visto nada")
        c = self._seen
        return dict(
            accuracy=quotient(c[1, 1] + c[0, 0], n),
            precision=quotient(c[1, 1], c[1, 1] + c[1, 0]),
            recall=quotient(c[1, 1], c[1, 1] + c[0, 1]),
            f1=quotient(2 * c[1, 1], 2 * c[1, 1] + c[1, 0] + c[0, 1]),
        )

    def reset(self) -> None:
        self._seen.clear()
