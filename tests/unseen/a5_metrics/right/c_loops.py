# unusual: C style: while loops over indices, one scalar at a time, flags, bit operations and early returns
import math

import torch
from torch import Tensor


def length_or_die(a, b):
    if a.dim() != b.dim():
        raise ValueError("dim")
    i = 0
    while i < a.dim():
        if a.size(i) != b.size(i):
            raise ValueError("size")
        i += 1
    if a.numel() == 0:
        raise ValueError("empty")
    return a.numel()


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    n = length_or_die(preds, target)
    p = preds.tolist()
    t = target.tolist()
    cell = [0, 0, 0, 0]
    i = 0
    while i < n:
        cell[(int(t[i]) << 1) | int(p[i])] += 1
        i += 1
    return cell[3], cell[1], cell[2], cell[0]


def accuracy(preds: Tensor, target: Tensor) -> float:
    n = length_or_die(preds, target)
    p = preds.tolist()
    t = target.tolist()
    wrong = 0
    i = 0
    while i < n:
        if p[i] ^ t[i]:
            wrong += 1
        i += 1
    return (n - wrong) / n


def precision(preds: Tensor, target: Tensor) -> float:
    tp, fp, fn, tn = confusion_counts(preds, target)
    if tp + fp == 0:
        return 0.0
    return tp / (tp + fp)


def recall(preds: Tensor, target: Tensor) -> float:
    tp, fp, fn, tn = confusion_counts(preds, target)
    if tp + fn == 0:
        return 0.0
    return tp / (tp + fn)


def f1_score(preds: Tensor, target: Tensor) -> float:
    tp, fp, fn, tn = confusion_counts(preds, target)
    if tp == 0:
        return 0.0
    return tp / (tp + (fp + fn) / 2)


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    n = length_or_die(preds, target)
    p = preds.tolist()
    t = target.tolist()
    tp = [0] * num_classes
    sizes = [0] * num_classes
    i = 0
    while i < n:
        sizes[p[i]] += 1
        sizes[t[i]] += 1
        if p[i] == t[i]:
            tp[p[i]] += 1
        i += 1
    acc = 0.0
    k = 0
    while k < num_classes:
        if sizes[k] > 0:
            acc += 2.0 * tp[k] / sizes[k]
        k += 1
    return acc / num_classes


def rmse(preds: Tensor, target: Tensor) -> float:
    n = length_or_die(preds, target)
    p, t = preds.tolist(), target.tolist()
    acc = 0.0
    i = 0
    while i < n:
        d = t[i] - p[i]
        acc += d * d
        i += 1
    return math.sqrt(acc / n)


def mae(preds: Tensor, target: Tensor) -> float:
    n = length_or_die(preds, target)
    p, t = preds.tolist(), target.tolist()
    acc = 0.0
    i = 0
    while i < n:
        d = t[i] - p[i]
        acc += d if d > 0 else -d
        i += 1
    return acc / n


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    n = length_or_die(preds, target)
    p, t = preds.tolist(), target.tolist()
    acc = 0.0
    i = 0
    while i < n:
        under = math.fabs(t[i])
        if under < eps:
            under = eps
        acc += math.fabs(t[i] - p[i]) / under
        i += 1
    return 100.0 * acc / n


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    n = length_or_die(preds, target)
    p, t = preds.tolist(), target.tolist()
    acc = 0.0
    i = 0
    while i < n:
        under = math.fabs(t[i]) + math.fabs(p[i])
        if under < eps:
            under = eps
        acc += 2.0 * math.fabs(t[i] - p[i]) / under
        i += 1
    return acc / n


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("empty")
    n = logits.size(0)
    c = logits.numel() // n
    flat = logits.reshape(n * c)
    if c == 1:
        flat = torch.sigmoid(flat)
    flat = flat.tolist()
    out = torch.zeros(n, dtype=torch.int64, device=logits.device)
    i = 0
    while i < n:
        if c == 1:
            if flat[i] >= threshold:
                out[i] = 1
        else:
            best = 0
            k = 1
            while k < c:
                if flat[i * c + k] > flat[i * c + best]:
                    best = k
                k += 1
            out[i] = best
        i += 1
    return out


class RunningMetrics:
    def __init__(self) -> None:
        self.tp = self.fp = self.fn = self.tn = self.n = 0

    def update(self, preds: Tensor, target: Tensor) -> None:
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp += tp
        self.fp += fp
        self.fn += fn
        self.tn += tn
        self.n += tp + fp + fn + tn

    def compute(self) -> dict[str, float]:
        if self.n == 0:
            raise ValueError("nothing")
        out = {"accuracy": (self.tp + self.tn) / self.n, "precision": 0.0, "recall": 0.0, "f1": 0.0}
        if self.tp > 0:
            out["precision"] = self.tp / (self.tp + self.fp)
            out["recall"] = self.tp / (self.tp + self.fn)
            out["f1"] = 2 * self.tp / (2 * self.tp + self.fp + self.fn)
        return out

    def reset(self) -> None:
        self.__init__()
