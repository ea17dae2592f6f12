# exercise: RunningMetrics
# mistake: RunningMetrics.update merges the batch into a dictionary with fixed keys (|=), so each batch replaces the one before
import math
import torch
from torch import Tensor


def _check(preds, target):
    if preds.shape != target.shape:
        raise ValueError(f"different shapes: {tuple(preds.shape)} and {tuple(target.shape)}")
    if preds.numel() == 0:
        raise ValueError("empty input")


def confusion_counts(preds, target):
    _check(preds, target)
    # 0 = tn, 1 = fp, 2 = fn, 3 = tp
    cells = torch.bincount(preds.long() + 2 * target.long(), minlength=4).tolist()
    return cells[3], cells[1], cells[2], cells[0]


def accuracy(preds, target):
    _check(preds, target)
    return (preds == target).double().mean().item()


def _ratio(a, b):
    return a / b if b else 0.0


def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    return _ratio(tp, tp + fp)


def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    return _ratio(tp, tp + fn)


def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    return _ratio(2 * p * r, p + r)


def macro_f1(preds, target, num_classes):
    _check(preds, target)
    total = 0.0
    for clase in range(num_classes):
        es_pred = preds == clase
        es_real = target == clase
        tp = (es_pred & es_real).sum().item()
        otros = (es_pred ^ es_real).sum().item()
        if tp > 0:
            total += 2 * tp / (2 * tp + otros)
    return total / num_classes


def rmse(preds, target):
    _check(preds, target)
    return float(torch.linalg.vector_norm(preds - target)) / math.sqrt(len(target))


def mae(preds, target):
    _check(preds, target)
    return torch.mean(torch.abs(target - preds)).item()


def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    terms = [abs(y - p) / max(eps, abs(y)) for p, y in zip(preds.tolist(), target.tolist())]
    return 100.0 * sum(terms) / len(terms)


def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    scale = (target.abs() + preds.abs()).clamp(min=eps)
    return 2 * ((target - preds).abs() / scale).mean().item()


def labels_from_logits(logits, threshold=0.5):
    if not logits.numel():
        raise ValueError("nothing to label")
    match tuple(logits.shape):
        case (_, columns) if columns > 1:
            return torch.argmax(logits, dim=-1)
        case _:
            probs = logits.flatten().sigmoid()
            return torch.where(probs >= threshold, 1, 0)


class RunningMetrics:
    def __init__(self) -> None:
        self.seen: dict[str, Tensor] = {}

    def update(self, preds: Tensor, target: Tensor) -> None:
        _check(preds, target)
        self.seen |= {"preds": preds.detach().clone(), "target": target.detach().clone()}

    def compute(self) -> dict[str, float]:
        if not self.seen:
            raise ValueError("no data")
        return {
            "accuracy": accuracy(**self.seen),
            "precision": precision(**self.seen),
            "recall": recall(**self.seen),
            "f1": f1_score(**self.seen),
        }

    def reset(self) -> None:
        self.seen = {}
