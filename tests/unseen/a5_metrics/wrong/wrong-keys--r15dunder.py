# exercise: RunningMetrics
# mistake: RunningMetrics.compute names its entries after the functions (__name__), so the key is "f1_score" instead of "f1"
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
    # 0 = tn, 1 = fp, 2 = fn, 3 = tp
    cells = torch.bincount(preds.long() + 2 * target.long(), minlength=4).tolist()
    return cells[3], cells[1], cells[2], cells[0]


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
    METRICS = (accuracy, precision, recall, f1_score)

    def __init__(self):
        self.batches = []

    def update(self, preds, target):
        require_pair(preds, target)
        self.batches.append(torch.stack([preds.detach().clone(), target.detach().clone()]))

    def compute(self):
        if len(self.batches) == 0:
            raise ValueError("update has not been called")
        preds, target = torch.cat(self.batches, dim=1)
        return {metric.__name__: metric(preds, target) for metric in self.METRICS}

    def reset(self):
        self.batches.clear()
