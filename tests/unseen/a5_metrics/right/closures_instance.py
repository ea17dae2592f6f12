# unusual: RunningMetrics is built from closures assigned in __init__ (nonlocal state), metrics come from factories
from types import SimpleNamespace

import torch
from torch import Tensor


def _valid(preds, target):
    if preds.shape != target.shape:
        raise ValueError("shapes differ")
    if preds.numel() == 0:
        raise ValueError("empty")
    return preds.detach(), target.detach()


def _count(preds, target):
    p, t = _valid(preds, target)
    p, t = p.bool(), t.bool()
    return SimpleNamespace(
        tp=int((p & t).sum()), fp=int((p > t).sum()), fn=int((p < t).sum()), tn=int((~(p | t)).sum())
    )


def make_ratio(name, above, below):
    def ratio(preds: Tensor, target: Tensor) -> float:
        c = _count(preds, target)
        return above(c) / below(c) if below(c) else 0.0

    ratio.__name__ = ratio.__qualname__ = name
    return ratio


precision = make_ratio("precision", lambda c: c.tp, lambda c: c.tp + c.fp)
recall = make_ratio("recall", lambda c: c.tp, lambda c: c.tp + c.fn)
f1_score = make_ratio("f1_score", lambda c: 2 * c.tp, lambda c: 2 * c.tp + c.fp + c.fn)


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    c = _count(preds, target)
    return c.tp, c.fp, c.fn, c.tn


def accuracy(preds: Tensor, target: Tensor) -> float:
    p, t = _valid(preds, target)
    return torch.isclose(p.double(), t.double(), rtol=0, atol=0).double().mean().item()


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    _valid(preds, target)
    return sum(f1_score(preds.eq(k), target.eq(k)) for k in range(num_classes)) / num_classes


def make_error(term, finish=lambda mean: mean):
    def error(preds, target, *extra):
        p, t = (x.double() for x in _valid(preds, target))
        return finish(term(p, t, *extra).mean().item())

    return error


_rmse = make_error(lambda p, t: (p - t) ** 2, lambda mean: mean**0.5)
_mae = make_error(lambda p, t: (p - t).abs())
_mape = make_error(lambda p, t, eps: ((t - p) / t.abs().clamp(min=eps)).abs(), lambda mean: 100 * mean)
_smape = make_error(lambda p, t, eps: (t - p).abs() / (t.abs() + p.abs()).clamp(min=eps), lambda mean: 2 * mean)


def rmse(preds: Tensor, target: Tensor) -> float:
    return _rmse(preds, target)


def mae(preds: Tensor, target: Tensor) -> float:
    return _mae(preds, target)


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return _mape(preds, target, eps)


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return _smape(preds, target, eps)


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("empty")
    decide = {
        True: lambda: logits.argmax(dim=1),
        False: lambda: torch.tensor([z >= threshold for z in logits.sigmoid().flatten().tolist()], device=logits.device).long(),
    }
    return decide[logits.dim() == 2 and logits.shape[1] > 1]()


class RunningMetrics:
    def __init__(self) -> None:
        tp = fp = fn = tn = 0

        def update(preds, target):
            nonlocal tp, fp, fn, tn
            c = _count(preds, target)
            tp, fp, fn, tn = tp + c.tp, fp + c.fp, fn + c.fn, tn + c.tn

        def compute():
            n = tp + fp + fn + tn
            if not n:
                raise ValueError("empty")
            safe = lambda a, b: a / b if b else 0.0
            return {
                "accuracy": safe(tp + tn, n),
                "precision": safe(tp, tp + fp),
                "recall": safe(tp, tp + fn),
                "f1": safe(2 * tp, 2 * tp + fp + fn),
            }

        def reset():
            nonlocal tp, fp, fn, tn
            tp = fp = fn = tn = 0

        self.update, self.compute, self.reset = update, compute, reset
