# unusual: RunningMetrics is driven by a generator coroutine (send/close); means are online generators too
import itertools
import math

import torch
from torch import Tensor


def _pairs(preds, target):
    if preds.shape != target.shape:
        raise ValueError("preds and target differ in shape")
    if preds.numel() == 0:
        raise ValueError("nothing to measure")
    return zip(preds.flatten().tolist(), target.flatten().tolist())


def running_mean():
    """Coroutine: send numbers, receive the mean so far."""
    mean = None
    for n in itertools.count(1):
        x = yield mean
        mean = x if mean is None else mean + (x - mean) / n


def mean(values):
    machine = running_mean()
    next(machine)
    result = 0.0
    for value in values:
        result = machine.send(value)
    machine.close()
    return float(result)


def four_counts():
    """Coroutine: send (p, t) pairs or None; receive (tp, fp, fn, tn)."""
    tp = fp = fn = tn = 0
    while True:
        pair = yield tp, fp, fn, tn
        if pair is None:
            continue
        p, t = (value == 1 for value in pair)
        tp += p and t
        fp += p and not t
        fn += t and not p
        tn += not (p or t)


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    pairs = _pairs(preds, target)
    machine = four_counts()
    counts = next(machine)
    for pair in pairs:
        counts = machine.send(pair)
    return counts


def accuracy(preds: Tensor, target: Tensor) -> float:
    pairs = list(_pairs(preds, target))
    return sum(p == t for p, t in pairs) / len(pairs)


def _four(tp, fp, fn, tn):
    yield "accuracy", tp + tn, tp + tn + fp + fn
    yield "precision", tp, tp + fp
    yield "recall", tp, tp + fn
    yield "f1", 2 * tp, 2 * tp + fp + fn


def _summary(counts):
    return {name: above / below if below else 0.0 for name, above, below in _four(*counts)}


def precision(preds: Tensor, target: Tensor) -> float:
    return _summary(confusion_counts(preds, target))["precision"]


def recall(preds: Tensor, target: Tensor) -> float:
    return _summary(confusion_counts(preds, target))["recall"]


def f1_score(preds: Tensor, target: Tensor) -> float:
    return _summary(confusion_counts(preds, target))["f1"]


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    return mean(f1_score((preds == k).int(), (target == k).int()) for k in range(num_classes))


def rmse(preds: Tensor, target: Tensor) -> float:
    return math.sqrt(mean((t - p) ** 2 for p, t in _pairs(preds, target)))


def mae(preds: Tensor, target: Tensor) -> float:
    return mean(abs(t - p) for p, t in _pairs(preds, target))


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return 100 * mean(abs(t - p) / max(eps, abs(t)) for p, t in _pairs(preds, target))


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return 2 * mean(abs(t - p) / max(abs(t) + abs(p), eps) for p, t in _pairs(preds, target))


def _labels(logits, threshold):
    if logits.dim() == 2 and logits.shape[1] > 1:
        for row in logits:
            yield int(row.argmax())
    else:
        for probability in torch.sigmoid(logits).flatten():
            yield int(probability >= threshold)


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("nothing to label")
    return torch.tensor(list(_labels(logits, threshold)), dtype=torch.long, device=logits.device)


class RunningMetrics:
    def __init__(self) -> None:
        self._machine = four_counts()
        next(self._machine)

    def update(self, preds: Tensor, target: Tensor) -> None:
        for pair in list(_pairs(preds, target)):
            self._machine.send(pair)

    def compute(self) -> dict[str, float]:
        counts = self._machine.send(None)
        if sum(counts) == 0:
            raise ValueError("no pair was sent")
        return _summary(counts)

    def reset(self) -> None:
        self._machine.close()
        self._machine = four_counts()
        next(self._machine)
