# unusual: easier to ask forgiveness: broadcasting is refused by assert turned into ValueError, 0/0 by suppressing exceptions
from contextlib import contextmanager, suppress

import torch
from torch import Tensor


@contextmanager
def refusing():
    try:
        yield
    except AssertionError as problem:
        raise ValueError(*problem.args) from problem


def require(condition, text):
    if not condition:
        raise AssertionError(text)


def inspected(preds, target):
    with refusing():
        require(preds.shape == target.shape, "two shapes")
        require(preds.numel() > 0, "empty")
    return preds, target


def fraction(above: int, below: int) -> float:
    result = 0.0
    with suppress(ZeroDivisionError):
        result = above / below
    return result


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    p, t = inspected(preds, target)
    hits = p == t
    tp = int(hits[t == 1].sum())
    tn = int(hits[t == 0].sum())
    return tp, int((t == 0).sum()) - tn, int((t == 1).sum()) - tp, tn


def accuracy(preds: Tensor, target: Tensor) -> float:
    p, t = inspected(preds, target)
    return fraction(len(t[p == t]), len(t))


def precision(preds: Tensor, target: Tensor) -> float:
    p, t = inspected(preds, target)
    chosen = t[p == 1]
    return fraction(int((chosen == 1).sum()), len(chosen))


def recall(preds: Tensor, target: Tensor) -> float:
    p, t = inspected(preds, target)
    chosen = p[t == 1]
    return fraction(int((chosen == 1).sum()), len(chosen))


def f1_score(preds: Tensor, target: Tensor) -> float:
    values = precision(preds, target), recall(preds, target)
    result = 0.0
    with suppress(ZeroDivisionError):
        result = 2 / sum(1 / value for value in values)
    return result


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    inspected(preds, target)
    total = 0.0
    for k in range(num_classes):
        total += f1_score(torch.where(preds == k, 1, 0), torch.where(target == k, 1, 0))
    return total / num_classes


def rmse(preds: Tensor, target: Tensor) -> float:
    p, t = inspected(preds, target)
    return float((p.detach().double() - t.detach().double()).pow(2).mean()) ** 0.5


def mae(preds: Tensor, target: Tensor) -> float:
    p, t = inspected(preds, target)
    return float((p.detach().double() - t.detach().double()).abs().mean())


def relative(distance: float, size: float, eps: float) -> float:
    return distance / (size if size > eps else eps)


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    p, t = inspected(preds, target)
    terms = [relative(abs(b - a), abs(b), eps) for a, b in zip(p.tolist(), t.tolist())]
    return fraction(100 * sum(terms), len(terms))


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    p, t = inspected(preds, target)
    terms = [relative(abs(b - a), abs(b) + abs(a), eps) for a, b in zip(p.tolist(), t.tolist())]
    return fraction(2 * sum(terms), len(terms))


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    with refusing():
        require(logits.numel() > 0, "empty")
    try:
        (n,) = logits.shape
    except ValueError:
        n, c = logits.shape
        if c > 1:
            return logits.argmax(dim=1)
    return (logits.reshape(n).sigmoid() >= threshold).long()


class RunningMetrics:
    def __init__(self) -> None:
        self.reset()

    def update(self, preds: Tensor, target: Tensor) -> None:
        counts = confusion_counts(preds, target)
        try:
            self.counts = [a + b for a, b in zip(self.counts, counts)]
        except AttributeError:
            self.counts = list(counts)

    def compute(self) -> dict[str, float]:
        try:
            tp, fp, fn, tn = self.counts
        except AttributeError:
            raise ValueError("update first") from None
        return {
            "accuracy": fraction(tp + tn, tp + tn + fp + fn),
            "precision": fraction(tp, tp + fp),
            "recall": fraction(tp, tp + fn),
            "f1": fraction(2 * tp, 2 * tp + fp + fn),
        }

    def reset(self) -> None:
        with suppress(AttributeError):
            del self.counts
