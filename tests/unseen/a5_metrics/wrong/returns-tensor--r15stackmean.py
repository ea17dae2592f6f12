# exercise: macro_f1
# mistake: macro_f1 averages the F1 of the classes in a tensor and returns that 0-dimensional tensor instead of a float
import math
import torch
from torch import Tensor


def require_pair(a, b):
    problems = [text for bad, text in ((a.shape != b.shape, "shapes differ"), (a.nelement() < 1, "no samples")) if bad]
    if problems:
        raise ValueError(", ".join(problems))


def confusion_counts(preds, target):
    require_pair(preds, target)
    # 0 = tn, 1 = fp, 2 = fn, 3 = tp
    cells = torch.bincount(preds.long() + 2 * target.long(), minlength=4).tolist()
    return cells[3], cells[1], cells[2], cells[0]


def accuracy(preds, target):
    require_pair(preds, target)
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


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    require_pair(preds, target)
    scores = torch.zeros(num_classes, dtype=torch.float64)
    for c in range(num_classes):
        scores[c] = f1_score(preds.eq(c).int(), target.eq(c).int())
    return scores.mean()


def rmse(preds, target):
    require_pair(preds, target)
    return float(torch.linalg.vector_norm(preds - target)) / math.sqrt(len(target))


def mae(preds, target):
    require_pair(preds, target)
    return torch.mean(torch.abs(target - preds)).item()


def mape(preds, target, eps=1.17e-6):
    require_pair(preds, target)
    terms = [abs(y - p) / max(eps, abs(y)) for p, y in zip(preds.tolist(), target.tolist())]
    return 100.0 * sum(terms) / len(terms)


def smape(preds, target, eps=1.17e-6):
    require_pair(preds, target)
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
    """A 2 x 2 table, [target][pred], is all there is to remember."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.table = [[0, 0], [0, 0]]

    def update(self, preds, target) -> None:
        if preds.shape != target.shape:
            raise ValueError("preds and target must have the same shape")
        for p, t in zip(preds.tolist(), target.tolist()):
            self.table[t][p] += 1

    def compute(self) -> dict[str, float]:
        (tn, fp), (fn, tp) = self.table
        total = tn + fp + fn + tp
        if not total:
            raise ValueError("compute before update")
        divide = lambda a, b: a / b if b else 0.0
        return dict(
            accuracy=divide(tp + tn, total),
            precision=divide(tp, tp + fp),
            recall=divide(tp, tp + fn),
            f1=divide(2 * tp, 2 * tp + fp + fn),
        )
