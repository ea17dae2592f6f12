# Sets of positions: TP is an intersection, FP and FN are differences. RunningMetrics keeps positions too, moved on by
# the number of samples seen before; its shapes are checked in compute ("in compute at the latest").
from statistics import harmonic_mean

import torch


def _check(preds, target):
    if preds.shape != target.shape:
        raise ValueError("preds and target must have the same shape")
    if preds.numel() == 0:
        raise ValueError("preds and target are empty")


def _positions(labels, value):
    return frozenset(torch.nonzero(labels == value).flatten().tolist())


def _four(said, true, n):
    return len(said & true), len(said - true), len(true - said), n - len(said | true)


def confusion_counts(preds, target):
    _check(preds, target)
    return _four(_positions(preds, 1), _positions(target, 1), len(target))


def accuracy(preds, target):
    _check(preds, target)
    return len(frozenset(enumerate(preds.tolist())) & frozenset(enumerate(target.tolist()))) / len(target)


def _share(part, whole):
    return len(part) / len(whole) if whole else 0.0


def _f1(said, true):
    both = said & true
    p, r = _share(both, said), _share(both, true)
    return float(harmonic_mean([p, r])) if p and r else 0.0


def precision(preds, target):
    _check(preds, target)
    said = _positions(preds, 1)
    return _share(said & _positions(target, 1), said)


def recall(preds, target):
    _check(preds, target)
    true = _positions(target, 1)
    return _share(true & _positions(preds, 1), true)


def f1_score(preds, target):
    _check(preds, target)
    return _f1(_positions(preds, 1), _positions(target, 1))


def macro_f1(preds, target, num_classes):
    _check(preds, target)
    return sum(_f1(_positions(preds, c), _positions(target, c)) for c in range(num_classes)) / num_classes


def rmse(preds, target):
    _check(preds, target)
    variance, mean = torch.var_mean(target.double() - preds.double(), correction=0)
    return torch.sqrt(variance + mean**2).item()  # E[e²] = Var[e] + E[e]²


def mae(preds, target):
    _check(preds, target)
    y, p = target.double(), preds.double()
    return (torch.maximum(y, p) - torch.minimum(y, p)).mean().item()


def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    y, p = target.double(), preds.double()
    weight = 1 / y.abs().clamp(min=eps)
    return ((y * weight - p * weight).abs().sum() * 100 / len(y)).item()


def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    y, p = target.double(), preds.double()
    size = y.abs().add(p.abs())
    ratio = (y - p).abs().div(size.clamp(min=eps))
    return 2 * ratio.index_fill(0, (size == 0).nonzero().flatten(), 0.0).mean().item()


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("logits is empty")
    if logits.shape == (len(logits),) or logits.shape == (len(logits), 1):
        p = torch.sigmoid(logits.reshape(len(logits)))
        return torch.stack([p < threshold, p >= threshold], dim=1).byte().argmax(1)
    return logits.argmax(dim=-1)


class RunningMetrics:
    def __init__(self):
        self.batches = []

    def reset(self):
        self.batches = []

    def update(self, preds, target):
        self.batches.append((preds.clone(), target.clone()))  # whoever reuses the tensors does not change the past

    def compute(self):
        if not self.batches:
            raise ValueError("there is nothing to compute from")
        said, true, n = set(), set(), 0
        for preds, target in self.batches:
            _check(preds, target)
            said |= {n + i for i in _positions(preds, 1)}
            true |= {n + i for i in _positions(target, 1)}
            n += len(target)
        tp, fp, fn, tn = _four(said, true, n)
        return {
            "accuracy": (tp + tn) / n,
            "precision": _share(said & true, said),
            "recall": _share(said & true, true),
            "f1": _f1(said, true),
        }
