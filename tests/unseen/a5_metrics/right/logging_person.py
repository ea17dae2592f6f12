# Logs the confusion table and every result; a decorator does the reporting.
import functools
import logging
import sys

import torch

log = logging.getLogger("metrics")


def reported(function):
    @functools.wraps(function)
    def wrapper(preds, target, *args, **kwargs):
        if preds.shape != target.shape:
            log.error("%s: shapes %s and %s", function.__name__, preds.shape, target.shape)
            raise ValueError(f"{function.__name__}: preds and target must have the same shape")
        if len(preds.reshape(-1)) == 0:
            log.error("%s: nothing to measure", function.__name__)
            raise ValueError(f"{function.__name__}: preds and target are empty")
        result = function(preds, target, *args, **kwargs)
        log.info("%s over %d samples: %s", function.__name__, preds.numel(), result)
        return result

    return wrapper


@reported
def confusion_counts(preds, target):
    code = (2 * target.long() + preds.long()).cpu()
    tn, fp, fn, tp = torch.bincount(code, minlength=4).tolist()
    if log.isEnabledFor(logging.DEBUG):
        print(f"        pred 0  pred 1\ntrue 0  {tn:6d}  {fp:6d}\ntrue 1  {fn:6d}  {tp:6d}", file=sys.stderr)
    return tp, fp, fn, tn


@reported
def accuracy(preds, target):
    wrong = int(torch.ne(preds, target).sum())
    return (target.numel() - wrong) / target.numel()


@reported
def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    if tp + fp == 0:
        log.warning("nothing was predicted positive")
        return 0.0
    return tp / (tp + fp)


@reported
def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    if tp + fn == 0:
        log.warning("there is no positive")
        return 0.0
    return tp / (tp + fn)


@reported
def f1_score(preds, target):
    tp, fp, fn, _ = confusion_counts(preds, target)
    if tp == 0:
        return 0.0
    return 2 / ((tp + fp) / tp + (tp + fn) / tp)  # harmonic mean of tp/(tp+fp) and tp/(tp+fn)


@reported
def macro_f1(preds, target, num_classes):
    scores = {}
    for c in range(num_classes):
        scores[c] = f1_score(preds.eq(c).long(), target.eq(c).long())
    log.info("F1 by class: %s", scores)
    return sum(scores.values()) / num_classes


@reported
def rmse(preds, target):
    return torch.nn.functional.mse_loss(preds.double(), target.double(), reduction="sum").div(len(preds)).item() ** 0.5


@reported
def mae(preds, target):
    return torch.nn.functional.l1_loss(preds.double(), target.double(), reduction="mean").item()


@reported
def mape(preds, target, eps=1.17e-6):
    y, y_hat = target.double(), preds.double()
    small = int((y.abs() < eps).sum())
    if small:
        log.warning("%d targets are smaller than eps", small)
    return 100.0 * torch.mean((y - y_hat).abs() / y.abs().clamp(min=eps)).item()


@reported
def smape(preds, target, eps=1.17e-6):
    y, y_hat = target.double(), preds.double()
    numerator = (y - y_hat).abs()
    denominator = (y.abs() + y_hat.abs()).clamp(min=eps)
    terms = torch.where(numerator == 0, numerator, numerator / denominator)  # no error, no term
    return 2.0 * torch.mean(terms).item()


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("labels_from_logits: no logits")
    if logits.ndim == 2 and logits.shape[1] != 1:
        labels = logits.argsort(dim=1, descending=True, stable=True)[:, 0]
    else:
        labels = (logits.reshape(-1).sigmoid() >= threshold).long()
    log.info("labels: %s", torch.bincount(labels.cpu()).tolist())
    return labels


class RunningMetrics:
    def __init__(self):
        self.batches = []
        log.debug("new %s", self)

    def __repr__(self):
        return f"RunningMetrics({len(self.batches)} batches)"

    def update(self, preds, target):
        self.batches.append(confusion_counts(preds, target))

    def compute(self):
        if len(self.batches) == 0:
            raise ValueError("RunningMetrics: nothing seen since the last reset")
        tp, fp, fn, tn = (sum(column) for column in zip(*self.batches))
        result = {"accuracy": (tp + tn) / (tp + fp + fn + tn)}
        result["precision"] = tp / (tp + fp) if tp + fp > 0 else 0.0
        result["recall"] = tp / (tp + fn) if tp + fn > 0 else 0.0
        result["f1"] = 2 * tp / (2 * tp + fp + fn) if tp + fp + fn > 0 else 0.0
        log.info("%s: %s", self, result)
        return result

    def reset(self):
        log.debug("reset %s", self)
        self.batches.clear()
