# unusual: set algebra over sample positions; macro by sorting and groupby; RunningMetrics keeps growing sets
from itertools import count, groupby
from operator import itemgetter
from statistics import fmean

import torch
from torch import Tensor


def positions(labels: Tensor, value: int, start: int = 0) -> set[int]:
    return {start + i for i in torch.nonzero(labels == value).flatten().tolist()}


def demand(preds: Tensor, target: Tensor) -> int:
    if not (isinstance(preds, Tensor) and isinstance(target, Tensor)):
        raise TypeError("tensors, please")
    if preds.shape != target.shape:
        raise ValueError(f"shapes {preds.shape} and {target.shape} differ")
    if len(preds) == 0:
        raise ValueError("no samples")
    return len(preds)


def share(part: set, whole: set) -> float:
    return len(part & whole) / len(whole) if whole else 0.0


def dice(a: set, b: set) -> float:
    """F1 of two sets: twice what they share over what both have."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    everyone = set(range(demand(preds, target)))
    said, true = positions(preds, 1), positions(target, 1)
    return len(said & true), len(said - true), len(true - said), len(everyone - (said | true))


def accuracy(preds: Tensor, target: Tensor) -> float:
    n = demand(preds, target)
    return 1 - len(torch.nonzero(preds != target)) / n


def precision(preds: Tensor, target: Tensor) -> float:
    demand(preds, target)
    return share(positions(target, 1), positions(preds, 1))


def recall(preds: Tensor, target: Tensor) -> float:
    demand(preds, target)
    return share(positions(preds, 1), positions(target, 1))


def f1_score(preds: Tensor, target: Tensor) -> float:
    demand(preds, target)
    return dice(positions(preds, 1), positions(target, 1))


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    demand(preds, target)

    def by_class(labels):
        ordered = sorted(zip(labels.tolist(), count()), key=itemgetter(0))
        return {k: {i for _, i in group} for k, group in groupby(ordered, key=itemgetter(0))}

    said, true = by_class(preds), by_class(target)
    return fmean(dice(said.get(k, set()), true.get(k, set())) for k in range(num_classes))


def errors(preds: Tensor, target: Tensor):
    demand(preds, target)
    yield from zip(preds.detach().double().tolist(), target.detach().double().tolist())


def rmse(preds: Tensor, target: Tensor) -> float:
    return fmean((a - b) ** 2 for a, b in errors(preds, target)) ** 0.5


def mae(preds: Tensor, target: Tensor) -> float:
    return fmean(max(a, b) - min(a, b) for a, b in errors(preds, target))


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return fmean(100 * abs(a - b) / max(eps, b, -b) for a, b in errors(preds, target))


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return fmean(2 * abs(a - b) / max(max(a, -a) + max(b, -b), eps) for a, b in errors(preds, target))


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("no logits")
    if logits.dim() == 2 and logits.shape[1] > 1:
        return logits.sort(dim=1, descending=True, stable=True).indices[:, 0]
    labels = torch.zeros(logits.shape[0], dtype=torch.long, device=logits.device)
    labels[logits.detach().sigmoid().reshape(-1) >= threshold] = 1
    return labels


class RunningMetrics:
    def __init__(self) -> None:
        self.reset()

    def update(self, preds: Tensor, target: Tensor) -> None:
        n = demand(preds, target)
        self.said |= positions(preds, 1, self.n)
        self.true |= positions(target, 1, self.n)
        self.n += n

    def compute(self) -> dict[str, float]:
        if not self.n:
            raise ValueError("nothing was seen")
        return {
            "accuracy": 1 - len(self.said ^ self.true) / self.n,
            "precision": share(self.true, self.said),
            "recall": share(self.said, self.true),
            "f1": dice(self.said, self.true),
        }

    def reset(self) -> None:
        self.said, self.true, self.n = set(), set(), 0
