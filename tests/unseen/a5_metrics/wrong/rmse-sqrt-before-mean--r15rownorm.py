# exercise: rmse
# mistake: rmse takes the Euclidean norm of each row of the (n, 1) errors and then the mean, the root before the mean, which is the MAE
from collections import Counter
import numpy as np
import torch


def _check(preds, target):
    if preds.shape != target.shape:
        raise ValueError(f"different shapes: {tuple(preds.shape)} and {tuple(target.shape)}")
    if preds.numel() == 0:
        raise ValueError("empty input")


def a_numpy(tensor):
    return tensor.detach().cpu().numpy().astype(np.float64)


def confusion_counts(preds, target):
    _check(preds, target)
    pares = Counter(zip(preds.tolist(), target.tolist()))
    return pares[1, 1], pares[1, 0], pares[0, 1], pares[0, 0]


def accuracy(preds, target):
    _check(preds, target)
    aciertos = [p == t for p, t in zip(preds.tolist(), target.tolist())]
    return sum(aciertos) / len(aciertos)


def precision(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    try:
        return tp / (tp + fp)
    except ZeroDivisionError:
        return 0.0


def recall(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    try:
        return tp / (tp + fn)
    except ZeroDivisionError:
        return 0.0


def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    try:
        return 2 / (1 / p + 1 / r)
    except ZeroDivisionError:
        return 0.0


def macro_f1(preds, target, num_classes):
    _check(preds, target)
    scores = [f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes)]
    return sum(scores) / num_classes


def rmse(preds, target):
    _check(preds, target)
    errors = torch.stack([preds, target], dim=1).diff(dim=1)  # (n, 1)
    distances = torch.linalg.vector_norm(errors, ord=2, dim=1)
    return distances.mean().item()


def mae(preds, target):
    _check(preds, target)
    return float(np.abs(a_numpy(preds) - a_numpy(target)).mean())


def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * ((target - preds).abs() / target.abs().clamp(min=eps)).mean().item()


def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    y, y_hat = a_numpy(target), a_numpy(preds)
    return float(2.0 * np.mean(np.abs(y - y_hat) / np.maximum(np.abs(y) + np.abs(y_hat), eps)))


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("empty logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (torch.sigmoid(logits.reshape(-1)) >= threshold).long()


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
