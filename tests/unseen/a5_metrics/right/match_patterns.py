# unusual: structural pattern matching for shapes, pairs and zero denominators; everything goes through match
from collections import defaultdict

import torch
from torch import Tensor


def aligned(preds: Tensor, target: Tensor):
    match tuple(preds.shape), tuple(target.shape):
        case a, b if a != b:
            raise ValueError(f"{a} is not {b}")
        case a, _ if 0 in a:
            raise ValueError("no samples")
    return preds.detach(), target.detach()


def div(num, den) -> float:
    match den:
        case 0:
            return 0.0
        case _:
            return num / den


def tally(preds: Tensor, target: Tensor) -> dict[str, int]:
    found = dict(tp=0, fp=0, fn=0, tn=0)
    p, t = aligned(preds, target)
    for pair in zip(p.tolist(), t.tolist()):
        match pair:
            case (1, 1):
                found["tp"] += 1
            case (1, _):
                found["fp"] += 1
            case (_, 1):
                found["fn"] += 1
            case _:
                found["tn"] += 1
    return found


def ratio(name: str, c: dict[str, int]) -> float:
    match name, c:
        case "accuracy", {"tp": tp, "fp": fp, "fn": fn, "tn": tn}:
            return div(tp + tn, tp + fp + fn + tn)
        case "precision", {"tp": tp, "fp": fp}:
            return div(tp, tp + fp)
        case "recall", {"tp": tp, "fn": fn}:
            return div(tp, tp + fn)
        case "f1", {"tp": tp, "fp": fp, "fn": fn}:
            return div(2 * tp, 2 * tp + fp + fn)
        case other, _:
            raise KeyError(other)


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    match tally(preds, target):
        case {"tp": tp, "fp": fp, "fn": fn, "tn": tn}:
            return tp, fp, fn, tn


def accuracy(preds: Tensor, target: Tensor) -> float:
    p, t = aligned(preds, target)
    return div(sum(a == b for a, b in zip(p.tolist(), t.tolist())), t.shape[0])


def precision(preds: Tensor, target: Tensor) -> float:
    return ratio("precision", tally(preds, target))


def recall(preds: Tensor, target: Tensor) -> float:
    return ratio("recall", tally(preds, target))


def f1_score(preds: Tensor, target: Tensor) -> float:
    return ratio("f1", tally(preds, target))


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    p, t = aligned(preds, target)
    cells = defaultdict(lambda: dict(tp=0, fp=0, fn=0))
    for pair in zip(p.tolist(), t.tolist()):
        match pair:
            case (a, b) if a == b:
                cells[a]["tp"] += 1
            case (a, b):
                cells[a]["fp"] += 1
                cells[b]["fn"] += 1
    return sum(ratio("f1", cells[k]) for k in range(num_classes)) / num_classes


def regression(kind: str, preds: Tensor, target: Tensor, eps: float = 0.0) -> float:
    p, y = (x.to(torch.float64) for x in aligned(preds, target))
    e = (y - p).abs()
    match kind:
        case "rmse":
            return (e**2).mean().item() ** 0.5
        case "mae":
            return e.mean().item()
        case "mape":
            return 100 * (e / y.abs().clamp(eps)).mean().item()
        case "smape":
            return 2 * (e / (y.abs() + p.abs()).clamp(eps)).mean().item()


def rmse(preds: Tensor, target: Tensor) -> float:
    return regression("rmse", preds, target)


def mae(preds: Tensor, target: Tensor) -> float:
    return regression("mae", preds, target)


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return regression("mape", preds, target, eps)


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return regression("smape", preds, target, eps)


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    match list(logits.shape):
        case [0, *_] | [_, 0]:
            raise ValueError("no logits")
        case [n] | [n, 1]:
            return (logits.reshape(n).sigmoid() >= threshold).long()
        case [_, _]:
            return logits.argmax(dim=1)
        case shape:
            raise TypeError(f"logits of shape {shape}")


class RunningMetrics:
    def __init__(self) -> None:
        self.state = None

    def update(self, preds: Tensor, target: Tensor) -> None:
        new = tally(preds, target)
        match self.state:
            case None:
                self.state = new
            case old:
                self.state = {k: old[k] + new[k] for k in old}

    def compute(self) -> dict[str, float]:
        match self.state:
            case None:
                raise ValueError("update first")
            case counts:
                return {name: ratio(name, counts) for name in ("accuracy", "precision", "recall", "f1")}

    def reset(self) -> None:
        self.state = None
