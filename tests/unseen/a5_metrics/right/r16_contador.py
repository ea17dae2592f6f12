# style: collections.Counter of pairs; a ratio type; Counter arithmetic in RunningMetrics (a Counter subclass with + and clear); fractions.Fraction until the end
# open options used: exact rational arithmetic, converted to float at the very end; RunningMetrics itself is a Counter subclass
from collections import Counter
from fractions import Fraction

import torch


def _pairs(preds, target):
    if tuple(preds.size()) != tuple(target.size()):
        raise ValueError("different shapes")
    if len(preds) == 0:
        raise ValueError("empty input")
    return zip(preds.detach().cpu().tolist(), target.detach().cpu().tolist())


def _ratio(top, bottom):
    return Fraction(top, bottom) if bottom else Fraction(0)


def _one_vs_rest(counter, positive):
    out = Counter()
    for (p, t), n in counter.items():
        out[("tp" if t == positive else "fp") if p == positive else ("fn" if t == positive else "tn")] += n
    return out


def _f1(c):
    return _ratio(2 * c["tp"], 2 * c["tp"] + c["fp"] + c["fn"])


def _binary(preds, target):
    return _one_vs_rest(Counter(_pairs(preds, target)), 1)


def confusion_counts(preds, target):
    c = _binary(preds, target)
    return c["tp"], c["fp"], c["fn"], c["tn"]


def accuracy(preds, target):
    c = Counter(p == t for p, t in _pairs(preds, target))
    return float(_ratio(c[True], c.total()))


def precision(preds, target):
    c = _binary(preds, target)
    return float(_ratio(c["tp"], c["tp"] + c["fp"]))


def recall(preds, target):
    c = _binary(preds, target)
    return float(_ratio(c["tp"], c["tp"] + c["fn"]))


def f1_score(preds, target):
    return float(_f1(_binary(preds, target)))


def macro_f1(preds, target, num_classes):
    counter = Counter(_pairs(preds, target))
    return float(sum(_f1(_one_vs_rest(counter, c)) for c in range(num_classes)) / num_classes)


def _average(terms):
    terms = list(terms)
    return sum(terms, Fraction(0)) / len(terms)


def _exact(preds, target):
    return [(Fraction(p), Fraction(t)) for p, t in _pairs(preds, target)]


def rmse(preds, target):
    return float(_average((t - p) ** 2 for p, t in _exact(preds, target))) ** 0.5


def mae(preds, target):
    return float(_average(abs(t - p) for p, t in _exact(preds, target)))


def mape(preds, target, eps=1.17e-6):
    eps = Fraction(eps)
    return float(100 * _average(abs(t - p) / max(eps, abs(t)) for p, t in _exact(preds, target)))


def smape(preds, target, eps=1.17e-6):
    eps = Fraction(eps)
    return float(2 * _average(abs(t - p) / max(abs(t) + abs(p), eps) for p, t in _exact(preds, target)))


def labels_from_logits(logits, threshold=0.5):
    if 0 in logits.shape:
        raise ValueError("empty input")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return torch.tensor([row.argmax().item() for row in logits], dtype=torch.long, device=logits.device)
    return torch.tensor(
        [int(torch.sigmoid(z).item() >= threshold) for z in logits.ravel()], dtype=torch.long, device=logits.device
    )


class RunningMetrics(Counter):
    """The counts of (pred, target)."""

    def update(self, preds=None, target=None):  # Counter.__init__ calls update too
        if preds is not None:
            super().update(list(_pairs(preds, target)))

    def reset(self):
        self.clear()

    def compute(self):
        if not self.total():
            raise ValueError("nothing has been seen")
        c = _one_vs_rest(self, 1)
        results = {
            "accuracy": _ratio(c["tp"] + c["tn"], self.total()),
            "precision": _ratio(c["tp"], c["tp"] + c["fp"]),
            "recall": _ratio(c["tp"], c["tp"] + c["fn"]),
            "f1": _f1(c),
        }
        return {name: float(value) for name, value in results.items()}
