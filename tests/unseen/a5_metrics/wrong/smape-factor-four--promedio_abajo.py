# exercise: smape
# mistake: It halves the denominator and multiplies by 2 as well, so the result is twice too large and reaches 4.
import torch
from torch import Tensor


def same_size(*tensors: Tensor) -> None:
    first, second = tensors
    if first.size() != second.size():
        raise ValueError("size mismatch")
    if first.nelement() == 0:
        raise ValueError("empty")


def confusion_counts(preds: Tensor, target: Tensor):
    same_size(preds, target)
    right = preds.eq(target)
    positive = preds.eq(1)
    count = lambda mask: int(torch.count_nonzero(mask))
    return count(right & positive), count(~right & positive), count(~right & ~positive), count(right & ~positive)


def accuracy(preds: Tensor, target: Tensor) -> float:
    same_size(preds, target)
    return torch.count_nonzero(preds == target).item() / len(preds)


def precision(preds: Tensor, target: Tensor) -> float:
    tp, fp, fn, tn = confusion_counts(preds, target)
    return tp / (tp + fp) if (tp + fp) != 0 else 0.0


def recall(preds: Tensor, target: Tensor) -> float:
    tp, fp, fn, tn = confusion_counts(preds, target)
    return tp / (tp + fn) if (tp + fn) != 0 else 0.0


def f1_score(preds: Tensor, target: Tensor) -> float:
    P = precision(preds, target)
    R = recall(preds, target)
    return 2 * P * R / (P + R) if (P + R) != 0 else 0.0


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    same_size(preds, target)
    matrix = torch.zeros(num_classes, num_classes, dtype=torch.long, device=preds.device)
    matrix.index_put_((preds.long(), target.long()), torch.ones((), dtype=torch.long, device=preds.device), accumulate=True)
    total = 0.0
    for c in range(num_classes):
        below = int(matrix[c].sum() + matrix[:, c].sum())
        total += 2 * int(matrix[c, c]) / below if below else 0.0
    return total / num_classes


def rmse(preds: Tensor, target: Tensor) -> float:
    same_size(preds, target)
    return (preds - target).square().mean().sqrt().item()


def mae(preds: Tensor, target: Tensor) -> float:
    same_size(preds, target)
    return (preds - target).abs().mean().item()


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    same_size(preds, target)
    relative = (preds - target).abs() / target.abs().clamp(min=eps)
    return relative.mean().item() * 100


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    same_size(preds, target)
    # the error relative to the average size of value and prediction
    average_size = (preds.abs() + target.abs()).clamp(min=eps) / 2
    relative = (preds - target).abs() / average_size
    return 2 * relative.mean().item()


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.nelement() == 0:
        raise ValueError("empty")
    match logits.shape:
        case (_, c) if c > 1:
            return logits.argmax(dim=1)
        case _:
            return (logits.sigmoid().reshape(-1) >= threshold).long()


class RunningMetrics:
    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.history = []

    def update(self, preds: Tensor, target: Tensor) -> None:
        same_size(preds, target)
        self.history.append((preds.detach().clone(), target.detach().clone()))

    def compute(self) -> dict[str, float]:
        if len(self.history) == 0:
            raise ValueError("no updates")
        preds, target = (torch.cat(column) for column in zip(*self.history))
        return dict(
            accuracy=accuracy(preds, target),
            precision=precision(preds, target),
            recall=recall(preds, target),
            f1=f1_score(preds, target),
        )
