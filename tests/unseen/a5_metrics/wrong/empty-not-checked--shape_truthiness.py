# exercise: mae
# mistake: `not preds.shape` is False for the shape (0,), so an empty input is not caught and gives NaN
# Tarea 5: métricas desde cero
import math

import torch


def revisar(preds, target):
    if preds.shape != target.shape:
        raise ValueError("formas distintas")
    if preds.numel() == 0:
        raise ValueError("no hay datos")


def division(a, b):
    if b == 0:
        return 0.0
    return a / b


def confusion_counts(preds, target):
    revisar(preds, target)
    tp = int(((preds == 1) & (target == 1)).sum())
    fp = int(((preds == 1) & (target == 0)).sum())
    fn = int(((preds == 0) & (target == 1)).sum())
    tn = int(((preds == 0) & (target == 0)).sum())
    return tp, fp, fn, tn


def accuracy(preds, target):
    revisar(preds, target)
    buenas = int((preds == target).sum())
    return buenas / len(preds)


def precision(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return division(tp, tp + fp)


def recall(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return division(tp, tp + fn)


def f1_score(preds, target):
    p = precision(preds, target)
    r = recall(preds, target)
    return division(2 * p * r, p + r)


def macro_f1(preds, target, num_classes):
    revisar(preds, target)
    suma = 0.0
    for clase in range(num_classes):
        p = (preds == clase).long()
        t = (target == clase).long()
        tp, fp, fn, tn = confusion_counts(p, t)
        suma += division(2 * tp, 2 * tp + fp + fn)
    return suma / num_classes


def rmse(preds, target):
    revisar(preds, target)
    return math.sqrt(((target - preds) ** 2).mean().item())


def mae(preds, target):
    if not preds.shape or not target.shape:
        raise ValueError("no hay datos")
    if preds.shape != target.shape:
        raise ValueError("formas distintas")
    return (target - preds).abs().mean().item()


def mape(preds, target, eps=1.17e-6):
    revisar(preds, target)
    abajo = target.abs().clamp(min=eps)
    return (100 * ((target - preds).abs() / abajo).mean()).item()


def smape(preds, target, eps=1.17e-6):
    revisar(preds, target)
    abajo = (target.abs() + preds.abs()).clamp(min=eps)
    return (2 * ((target - preds).abs() / abajo).mean()).item()


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("no hay datos")
    if logits.dim() == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    probs = torch.sigmoid(logits.reshape(-1))
    return (probs >= threshold).long()


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.tp = 0
        self.fp = 0
        self.fn = 0
        self.tn = 0

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp += tp
        self.fp += fp
        self.fn += fn
        self.tn += tn

    def compute(self):
        n = self.tp + self.fp + self.fn + self.tn
        if n == 0:
            raise ValueError("todavía no hay datos")
        return {
            "accuracy": (self.tp + self.tn) / n,
            "precision": division(self.tp, self.tp + self.fp),
            "recall": division(self.tp, self.tp + self.fn),
            "f1": division(2 * self.tp, 2 * self.tp + self.fp + self.fn),
        }
