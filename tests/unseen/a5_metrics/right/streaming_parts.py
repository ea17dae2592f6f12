# Unusual: every metric is a fold over a stream of samples (functools.reduce over an iterator), RunningMetrics keeps compressed bytes.
import array
import zlib
from functools import partial, reduce

import torch
from torch import Tensor


def stream(preds: Tensor, target: Tensor):
    """Generator of (true, said); raises at once, not when first used."""
    if preds.shape != target.shape:
        raise ValueError("preds and target must have the same shape")
    if not len(target):
        raise ValueError("empty tensors have no metric")
    return ((t.item(), p.item()) for t, p in zip(target, preds))


def fold(step, start, preds, target):
    return reduce(lambda state, sample: step(state, *sample), stream(preds, target), start)


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    place = {(1, 1): 0, (0, 1): 1, (1, 0): 2, (0, 0): 3}  # (true, said)

    def step(counts, true, said):
        i = place[int(true), int(said)]
        return (*counts[:i], counts[i] + 1, *counts[i + 1 :])

    return fold(step, (0, 0, 0, 0), preds, target)


def accuracy(preds: Tensor, target: Tensor) -> float:
    return fold(lambda hits, true, said: hits + (true == said), 0, preds, target) / len(target)


def _safe(a: float, b: float) -> float:
    return 0.0 if b == 0 else a / b


def precision(preds: Tensor, target: Tensor) -> float:
    tp, fp, *_ = confusion_counts(preds, target)
    return _safe(tp, tp + fp)


def recall(preds: Tensor, target: Tensor) -> float:
    tp, _, fn, _ = confusion_counts(preds, target)
    return _safe(tp, tp + fn)


def f1_score(preds: Tensor, target: Tensor) -> float:
    p, r = precision(preds, target), recall(preds, target)
    return 0.0 if 0.0 in (p, r) else 2 / (1 / p + 1 / r)


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    stream(preds, target)
    total = 0.0
    for c in torch.arange(num_classes, device=preds.device):
        total += f1_score(torch.eq(preds, c).int(), torch.eq(target, c.to(target.device)).int())
    return total / num_classes


def _mean(term, preds, target):
    """Kahan's compensated sum, divided by n."""

    def step(state, true, said):
        total, lost = state
        y = term(true, said) - lost
        new = total + y
        return new, (new - total) - y

    total, _ = fold(step, (0.0, 0.0), preds, target)
    return total / len(target)


def rmse(preds: Tensor, target: Tensor) -> float:
    return pow(_mean(lambda t, p: (t - p) * (t - p), preds, target), 0.5)


mae = partial(_mean, lambda t, p: abs(t - p))


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return _mean(lambda t, p: abs(t - p) / (abs(t) if abs(t) > eps else eps), preds, target) * 100.0


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return _mean(lambda t, p: abs(t - p) / sorted((abs(t) + abs(p), eps))[1], preds, target) * 2.0


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("empty logits")
    out = torch.empty(logits.shape[0], dtype=torch.int64, device=logits.device)
    if logits.ndim == 2 and logits.size(dim=1) >= 2:
        torch.argmax(logits.detach(), dim=1, out=out)
    else:
        out.copy_(torch.sigmoid(logits.detach()).reshape(-1) >= threshold)
    return out


class RunningMetrics:
    """All labels seen, one byte each, compressed batch by batch."""

    def __init__(self) -> None:
        self._batches: list[tuple[bytes, bytes]] = []

    def update(self, preds: Tensor, target: Tensor) -> None:
        pairs = [(int(p), int(t)) for t, p in stream(preds, target)]
        self._batches.append(tuple(zlib.compress(array.array("b", column).tobytes()) for column in zip(*pairs)))

    def compute(self) -> dict[str, float]:
        if not self._batches:
            raise ValueError("nothing was seen")
        preds, target = (
            torch.tensor(list(b"".join(map(zlib.decompress, column)))) for column in zip(*self._batches)
        )
        return {
            "accuracy": accuracy(preds, target),
            "precision": precision(preds, target),
            "recall": recall(preds, target),
            "f1": f1_score(preds, target),
        }

    def reset(self) -> None:
        self._batches = []
