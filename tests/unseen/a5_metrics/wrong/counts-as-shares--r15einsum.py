# exercise: confusion_counts
# mistake: confusion_counts returns the four cells of a joint distribution (one-hot product divided by n), shares that add up to 1 instead of counts
import torch.nn.functional as F
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
    one_hot_p = F.one_hot(preds.long(), 2).double()
    one_hot_t = F.one_hot(target.long(), 2).double()
    joint = torch.einsum("np,nt->pt", one_hot_p, one_hot_t) / preds.shape[0]
    (tn, fn), (fp, tp) = joint.tolist()
    return tp, fp, fn, tn


def accuracy(preds, target):
    require_pair(preds, target)
    return int(torch.count_nonzero(preds == target)) / target.shape[0]


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
    table = torch.zeros(num_classes, num_classes, dtype=torch.float64)
    for p, t in zip(preds.tolist(), target.tolist()):
        table[t, p] += 1
    hits = table.diagonal()
    support = table.sum(0) + table.sum(1)  # predicted plus true
    return float((2 * hits / support.clamp(min=1)).mean())


def rmse(preds, target):
    require_pair(preds, target)
    error = a_numpy(preds) - a_numpy(target)
    return float(np.sqrt(np.mean(np.square(error))))


def mae(preds, target):
    require_pair(preds, target)
    return float(np.abs(a_numpy(preds) - a_numpy(target)).mean())


def mape(preds, target, eps=1.17e-6):
    require_pair(preds, target)
    y, y_hat = a_numpy(target), a_numpy(preds)
    return float(100.0 * np.mean(np.abs(y - y_hat) / np.maximum(eps, np.abs(y))))


def smape(preds, target, eps=1.17e-6):
    require_pair(preds, target)
    y, y_hat = a_numpy(target), a_numpy(preds)
    return float(2.0 * np.mean(np.abs(y - y_hat) / np.maximum(np.abs(y) + np.abs(y_hat), eps)))


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
