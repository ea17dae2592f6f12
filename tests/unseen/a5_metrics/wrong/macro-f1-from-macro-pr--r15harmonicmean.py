# exercise: macro_f1
# mistake: macro_f1 takes statistics.harmonic_mean of the macro precision and the macro recall instead of averaging the F1 of the classes
from statistics import fmean, harmonic_mean
from collections import Counter
import numpy as np
import torch


def require_pair(a, b):
    problems = [text for bad, text in ((a.shape != b.shape, "shapes differ"), (a.nelement() < 1, "no samples")) if bad]
    if problems:
        raise ValueError(", ".join(problems))


def a_numpy(tensor):
    return tensor.detach().cpu().numpy().astype(np.float64)


def confusion_counts(preds, target):
    require_pair(preds, target)
    pares = Counter(zip(preds.tolist(), target.tolist()))
    return pares[1, 1], pares[1, 0], pares[0, 1], pares[0, 0]


def accuracy(preds, target):
    require_pair(preds, target)
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
    require_pair(preds, target)
    views = [((preds == c).long(), (target == c).long()) for c in range(num_classes)]
    macro_precision = fmean(precision(p, t) for p, t in views)
    macro_recall = fmean(recall(p, t) for p, t in views)
    return float(harmonic_mean([macro_precision, macro_recall]))


def rmse(preds, target):
    require_pair(preds, target)
    error = a_numpy(preds) - a_numpy(target)
    return float(np.sqrt(np.mean(np.square(error))))


def mae(preds, target):
    require_pair(preds, target)
    return float(np.abs(a_numpy(preds) - a_numpy(target)).mean())


def mape(preds, target, eps=1.17e-6):
    require_pair(preds, target)
    return 100 * ((target - preds).abs() / target.abs().clamp(min=eps)).mean().item()


def smape(preds, target, eps=1.17e-6):
    require_pair(preds, target)
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
