from functools import partial, reduce
from operator import add

import torch


def _ok(p, t):
    if p.shape == t.shape and p.numel() > 0:
        return p, t
    raise ValueError("revisa las formas")


_n = lambda mascara: int(mascara.sum())
_safe = lambda num, den: num / den if den != 0 else 0.0


def confusion_counts(preds, target):
    p, t = (x.bool() for x in _ok(preds, target))
    return _n(p & t), _n(p & ~t), _n(~p & t), _n(~(p | t))


def _ratio(preds, target, *, kind):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return {
        "p": lambda: _safe(tp, tp + fp),
        "r": lambda: _safe(tp, tp + fn),
        "f": lambda: _safe(tp, tp + 0.5 * (fp + fn)),
    }[kind]()


precision = partial(_ratio, kind="p")
recall = partial(_ratio, kind="r")
f1_score = partial(_ratio, kind="f")

accuracy = lambda preds, target: _n(torch.eq(*_ok(preds, target))) / target.numel()
macro_f1 = lambda preds, target, num_classes: reduce(
    add, (f1_score(preds.eq(k), target.eq(k)) for k in range(num_classes)), 0.0
) / num_classes

_error = lambda preds, target: torch.sub(*_ok(preds, target)).abs()
mae = lambda preds, target: float(_error(preds, target).mean())
rmse = lambda preds, target: float(_error(preds, target).square().mean().sqrt())
mape = lambda preds, target, eps=1.17e-6: float(_error(preds, target).div(target.abs().clamp_min(eps)).mean().mul(100))
smape = lambda preds, target, eps=1.17e-6: float(
    _error(preds, target).div((preds.abs() + target.abs()).clamp_min(eps).div(2)).mean()
)


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("vacío")
    multiclase = logits.dim() == 2 and logits.size(1) > 1
    return logits.topk(1, dim=1).indices.flatten() if multiclase else torch.where(logits.flatten().sigmoid() >= threshold, 1, 0)


class RunningMetrics:
    __init__ = lambda self: self.reset()

    def reset(self):
        self.batches = []

    def update(self, preds, target):
        self.batches.append(_ok(preds.clone(), target.clone()))

    def compute(self):
        if len(self.batches) == 0:
            raise ValueError("sin batches")
        args = tuple(map(torch.cat, zip(*self.batches)))
        return {name: f(*args) for name, f in
                [("accuracy", accuracy), ("precision", precision), ("recall", recall), ("f1", f1_score)]}
