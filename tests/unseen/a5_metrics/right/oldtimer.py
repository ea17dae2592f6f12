# A class per metric, with a common template: check, compute, convert.
import torch


class Metric(object):
    def __call__(self, preds, target, *args):
        self.check(preds, target)
        return float(self.compute(preds, target, *args))

    def check(self, preds, target):
        if preds.shape != target.shape:
            raise ValueError("preds %s, target %s" % (tuple(preds.shape), tuple(target.shape)))
        if preds.numel() == 0:
            raise ValueError("there is no metric of nothing")

    def compute(self, preds, target, *args):
        raise NotImplementedError("abstract")


class Confusion(Metric):
    def __call__(self, preds, target):
        self.check(preds, target)
        return self.compute(preds, target)

    def compute(self, preds, target):
        tp = torch.logical_and(preds == 1, target == 1).sum().item()
        fp = torch.logical_and(preds == 1, target == 0).sum().item()
        fn = torch.logical_and(preds == 0, target == 1).sum().item()
        tn = torch.logical_and(preds == 0, target == 0).sum().item()
        return tp, fp, fn, tn


class Ratio(Metric):
    def divide(self, numerator, denominator):
        if denominator == 0:
            return 0.0
        return numerator / denominator


class Accuracy(Metric):
    def compute(self, preds, target):
        return preds.eq(target).sum().item() / target.numel()


class Precision(Ratio):
    def compute(self, preds, target):
        tp, fp, fn, tn = Confusion().compute(preds, target)
        return self.divide(tp, tp + fp)


class Recall(Ratio):
    def compute(self, preds, target):
        tp, fp, fn, tn = Confusion().compute(preds, target)
        return self.divide(tp, tp + fn)


class F1(Ratio):
    def compute(self, preds, target):
        p = Precision().compute(preds, target)
        r = Recall().compute(preds, target)
        return self.divide(2 * p * r, p + r)


class MacroF1(Metric):
    def compute(self, preds, target, num_classes):
        total = 0.0
        for c in range(num_classes):
            total += F1().compute((preds == c).long(), (target == c).long())
        return total / num_classes


class RegressionMetric(Metric):
    def compute(self, preds, target, *args):
        return self.regression(preds.double(), target.double(), *args)


class RMSE(RegressionMetric):
    def regression(self, preds, target):
        return torch.sqrt(torch.mean(torch.pow(target - preds, 2)))


class MAE(RegressionMetric):
    def regression(self, preds, target):
        return torch.mean(torch.abs(target - preds))


class MAPE(RegressionMetric):
    def regression(self, preds, target, eps):
        return 100.0 * torch.mean(torch.abs(target - preds) / torch.clamp(torch.abs(target), min=eps))


class SMAPE(RegressionMetric):
    def regression(self, preds, target, eps):
        size = torch.abs(target) + torch.abs(preds)
        terms = torch.abs(target - preds) / torch.clamp(size, min=eps)
        terms[size == 0] = 0.0
        return 2.0 * torch.mean(terms)


def confusion_counts(preds, target):
    return Confusion()(preds, target)


def accuracy(preds, target):
    return Accuracy()(preds, target)


def precision(preds, target):
    return Precision()(preds, target)


def recall(preds, target):
    return Recall()(preds, target)


def f1_score(preds, target):
    return F1()(preds, target)


def macro_f1(preds, target, num_classes):
    return MacroF1()(preds, target, num_classes)


def rmse(preds, target):
    return RMSE()(preds, target)


def mae(preds, target):
    return MAE()(preds, target)


def mape(preds, target, eps=1.17e-6):
    return MAPE()(preds, target, eps)


def smape(preds, target, eps=1.17e-6):
    return SMAPE()(preds, target, eps)


class LogitReader(object):
    def __init__(self, threshold):
        self.threshold = threshold

    def read(self, logits):
        if logits.numel() == 0:
            raise ValueError("no logits")
        if logits.dim() == 2 and logits.size(1) > 1:
            return logits.argmax(dim=1)
        return (torch.sigmoid(logits.reshape(-1)) >= self.threshold).long()


def labels_from_logits(logits, threshold=0.5):
    return LogitReader(threshold).read(logits)


class RunningMetrics(object):
    def __init__(self):
        self.reset()

    def reset(self):
        self.tp = self.fp = self.fn = self.tn = 0

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp += tp
        self.fp += fp
        self.fn += fn
        self.tn += tn

    def compute(self):
        n = self.tp + self.fp + self.fn + self.tn
        if n == 0:
            raise ValueError("nothing has been seen")
        divide = Ratio().divide
        return {
            "accuracy": (self.tp + self.tn) / n,
            "precision": divide(self.tp, self.tp + self.fp),
            "recall": divide(self.tp, self.tp + self.fn),
            "f1": divide(2 * self.tp, 2 * self.tp + self.fp + self.fn),
        }
