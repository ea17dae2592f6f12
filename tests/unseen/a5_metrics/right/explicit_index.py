# Sample by sample, with indices.
import torch


def _check(preds, target):
    if preds.dim() != target.dim():
        raise ValueError("preds and target have different numbers of dimensions")
    for axis in range(preds.dim()):
        if preds.size(axis) != target.size(axis):
            raise ValueError(f"preds and target differ along axis {axis}")
    if preds.numel() == 0:
        raise ValueError("no samples")


def confusion_counts(preds, target):
    _check(preds, target)
    tp = fp = fn = tn = 0
    for i in range(len(preds)):
        p = int(preds[i])
        t = int(target[i])
        if p == 1 and t == 1:
            tp += 1
        elif p == 1:
            fp += 1
        elif t == 1:
            fn += 1
        else:
            tn += 1
    return (tp, fp, fn, tn)


def accuracy(preds, target):
    _check(preds, target)
    right = 0
    for i in range(len(preds)):
        if int(preds[i]) == int(target[i]):
            right += 1
    return right / len(preds)


def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    if tp + fp == 0:
        return 0.0
    return tp / (tp + fp)


def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    if tp + fn == 0:
        return 0.0
    return tp / (tp + fn)


def f1_score(preds, target):
    p = precision(preds, target)
    r = recall(preds, target)
    if p + r == 0:
        return 0.0
    return 2 * p * r / (p + r)


def macro_f1(preds, target, num_classes):
    _check(preds, target)
    # rows: class; columns: tp, predicted, actual
    table = [[0, 0, 0] for _ in range(num_classes)]
    for i in range(len(preds)):
        p = int(preds[i])
        t = int(target[i])
        table[p][1] += 1
        table[t][2] += 1
        if p == t:
            table[t][0] += 1
    total = 0.0
    for c in range(num_classes):
        if table[c][1] + table[c][2] > 0:
            total += 2 * table[c][0] / (table[c][1] + table[c][2])
    return total / num_classes


def rmse(preds, target):
    _check(preds, target)
    total = 0.0
    for i in range(len(preds)):
        error = float(target[i]) - float(preds[i])
        total += error * error
    return (total / len(preds)) ** 0.5


def mae(preds, target):
    _check(preds, target)
    total = 0.0
    for i in range(len(preds)):
        total += abs(float(target[i]) - float(preds[i]))
    return total / len(preds)


def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    total = 0.0
    for i in range(len(preds)):
        y = float(target[i])
        below = abs(y)
        if below < eps:
            below = eps
        total += abs(y - float(preds[i])) / below
    return 100 * total / len(preds)


def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    total = 0.0
    for i in range(len(preds)):
        y = float(target[i])
        guess = float(preds[i])
        if y == 0 and guess == 0:
            continue
        below = abs(y) + abs(guess)
        if below < eps:
            below = eps
        total += abs(y - guess) / below
    return 2 * total / len(preds)


def labels_from_logits(logits, threshold=0.5):
    n = logits.shape[0]
    if logits.numel() == 0:
        raise ValueError("no logits")
    labels = torch.zeros(n, dtype=torch.int64, device=logits.device)
    for i in range(n):
        if logits.dim() == 2 and logits.shape[1] > 1:
            best = 0
            for c in range(1, logits.shape[1]):
                if logits[i, c] > logits[i, best]:
                    best = c
            labels[i] = best
        else:
            logit = logits[i] if logits.dim() == 1 else logits[i, 0]
            labels[i] = 1 if torch.sigmoid(logit) >= threshold else 0
    return labels


class RunningMetrics:
    def __init__(self):
        self.counts = [0, 0, 0, 0]

    def update(self, preds, target):
        new = confusion_counts(preds, target)
        for i in range(4):
            self.counts[i] += new[i]

    def compute(self):
        tp, fp, fn, tn = self.counts
        if tp + fp + fn + tn == 0:
            raise ValueError("update first")
        p = 0.0 if tp + fp == 0 else tp / (tp + fp)
        r = 0.0 if tp + fn == 0 else tp / (tp + fn)
        f = 0.0 if p + r == 0 else 2 * p * r / (p + r)
        result = {}
        result["accuracy"] = (tp + tn) / (tp + fp + fn + tn)
        result["precision"] = p
        result["recall"] = r
        result["f1"] = f
        return result

    def reset(self):
        for i in range(4):
            self.counts[i] = 0
