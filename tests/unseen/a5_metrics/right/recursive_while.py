# Divide and conquer: counts and sums of a list are those of its halves; loops with while and next.
import torch


def _lists(preds, target):
    if list(preds.shape) != list(target.shape):
        raise ValueError("different shapes")
    if 0 in preds.shape:
        raise ValueError("an empty input")
    return preds.tolist(), target.tolist()


def _fold(leaf, join, a, b):
    """leaf(x, y) for one pair; join(left, right) for two halves. The depth is log2(n)."""

    def go(low, high):
        if high - low == 1:
            return leaf(a[low], b[low])
        middle = (low + high) // 2
        return join(go(low, middle), go(middle, high))

    return go(0, len(a))


def _plus(left, right):
    return left + right


def _plus4(left, right):
    return tuple(map(_plus, left, right))


def confusion_counts(preds, target):
    p, t = _lists(preds, target)

    def leaf(x, y):
        return (int(x == 1 == y), int(x == 1 and y == 0), int(x == 0 and y == 1), int(x == 0 == y))

    return _fold(leaf, _plus4, p, t)


def accuracy(preds, target):
    p, t = _lists(preds, target)
    return _fold(lambda x, y: int(x == y), _plus, p, t) / len(t)


def _ratio(a, b):
    while b:
        return a / b
    return 0.0


def precision(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return _ratio(tp, tp + fp)


def recall(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return _ratio(tp, tp + fn)


def f1_score(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return _ratio(tp + tp, tp + tp + fp + fn)


def macro_f1(preds, target, num_classes):
    _lists(preds, target)
    total, c = 0.0, 0
    while c < num_classes:
        total += f1_score((preds == c) * 1, (target == c) * 1)
        c += 1
    return total / num_classes


def rmse(preds, target):
    p, y = _lists(preds, target)
    return (_fold(lambda a, b: (b - a) * (b - a), _plus, p, y) / len(y)) ** 0.5


def mae(preds, target):
    p, y = _lists(preds, target)
    return _fold(lambda a, b: abs(b - a), _plus, p, y) / len(y)


def mape(preds, target, eps=1.17e-6):
    p, y = _lists(preds, target)
    return 100 * _fold(lambda a, b: abs(b - a) / max(eps, abs(b)), _plus, p, y) / len(y)


def smape(preds, target, eps=1.17e-6):
    p, y = _lists(preds, target)

    def leaf(a, b):
        if a == 0 == b:
            return 0.0
        return abs(b - a) / max(abs(b) + abs(a), eps)

    return 2 * _fold(leaf, _plus, p, y) / len(y)


def labels_from_logits(logits, threshold=0.5):
    if 0 in logits.shape:
        raise ValueError("an empty input")

    def winner(row):
        """Position of the greatest, the first one on a tie."""
        if len(row) == 1:
            return 0
        rest = winner(row[:-1]) if len(row) < 500 else max(range(len(row) - 1), key=row.__getitem__)
        return len(row) - 1 if row[-1] > row[rest] else rest

    labels = []
    if logits.dim() == 2 and logits.size(1) > 1:
        rows = iter(logits.tolist())
        while (row := next(rows, None)) is not None:
            labels.append(winner(row))
    else:
        probabilities = iter(torch.sigmoid(logits).reshape(-1) >= threshold)
        while (positive := next(probabilities, None)) is not None:
            labels.append(int(positive))
    return torch.tensor(labels, dtype=torch.int64, device=logits.device)


class RunningMetrics:
    """A linked list of counts, summed when asked for."""

    def __init__(self):
        self.chain = None

    def reset(self):
        self.chain = None

    def update(self, preds, target):
        self.chain = (confusion_counts(preds, target), self.chain)

    def compute(self):
        if self.chain is None:
            raise ValueError("nothing seen")
        total, link = (0, 0, 0, 0), self.chain
        while link is not None:
            counts, link = link
            total = _plus4(total, counts)
        tp, fp, fn, tn = total
        return {
            "accuracy": _ratio(tp + tn, sum(total)),
            "precision": _ratio(tp, tp + fp),
            "recall": _ratio(tp, tp + fn),
            "f1": _ratio(tp + tp, tp + tp + fp + fn),
        }
