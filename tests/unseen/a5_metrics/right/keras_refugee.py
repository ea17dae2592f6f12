# Keras habits: stateful metric objects with update_state / result / reset_state; the functions are one-shot uses.
import torch


class Metric:
    def __init__(self):
        self.reset_state()

    def reset_state(self):
        self.total, self.count = 0.0, 0

    def validate(self, y_true, y_pred):
        if y_true.shape != y_pred.shape:
            raise ValueError(f"y_true {tuple(y_true.shape)} and y_pred {tuple(y_pred.shape)}")
        if y_true.nelement() == 0:
            raise ValueError("an empty batch")

    def update_state(self, y_true, y_pred):
        self.validate(y_true, y_pred)
        values = self.values(y_true, y_pred)
        self.total += values.sum().item()
        self.count += values.nelement()

    def result(self):
        if self.count == 0:
            raise ValueError("result before update_state")
        return self.total / self.count

    def __call__(self, y_true, y_pred):
        self.update_state(y_true, y_pred)
        return self.result()


class CategoricalAccuracy(Metric):
    def values(self, y_true, y_pred):
        return (y_true == y_pred).double()


class MeanSquaredError(Metric):
    def values(self, y_true, y_pred):
        return (y_true.double() - y_pred.double()).square()


class RootMeanSquaredError(MeanSquaredError):
    def result(self):
        return super().result() ** 0.5


class MeanAbsoluteError(Metric):
    def values(self, y_true, y_pred):
        return (y_true.double() - y_pred.double()).abs()


class MeanAbsolutePercentageError(Metric):
    def __init__(self, epsilon):
        super().__init__()
        self.epsilon = epsilon

    def values(self, y_true, y_pred):
        y_true, y_pred = y_true.double(), y_pred.double()
        return 100.0 * (y_true - y_pred).abs() / y_true.abs().clamp_min(self.epsilon)


class SymmetricMAPE(MeanAbsolutePercentageError):
    def values(self, y_true, y_pred):
        y_true, y_pred = y_true.double(), y_pred.double()
        both = y_true.abs() + y_pred.abs()
        return torch.where(both == 0, torch.zeros_like(both), 2.0 * (y_true - y_pred).abs() / both.clamp_min(self.epsilon))


class BinaryCounts(Metric):
    """tp, fp, fn, tn of the class `positive` against the rest."""

    def __init__(self, positive=1):
        self.positive = positive
        super().__init__()

    def reset_state(self):
        self.tp = self.fp = self.fn = self.tn = 0

    def update_state(self, y_true, y_pred):
        self.validate(y_true, y_pred)
        actual, said = y_true == self.positive, y_pred == self.positive
        self.tp += int((actual & said).sum())
        self.fp += int((~actual & said).sum())
        self.fn += int((actual & ~said).sum())
        self.tn += int((~actual & ~said).sum())

    def result(self):
        if self.tp + self.fp + self.fn + self.tn == 0:
            raise ValueError("result before update_state")
        return self.tp, self.fp, self.fn, self.tn


def _safe(numerator, denominator):
    return numerator / denominator if denominator > 0 else 0.0


class Precision(BinaryCounts):
    def result(self):
        super().result()
        return _safe(self.tp, self.tp + self.fp)


class Recall(BinaryCounts):
    def result(self):
        super().result()
        return _safe(self.tp, self.tp + self.fn)


class F1Score(BinaryCounts):
    def result(self):
        super().result()
        return _safe(self.tp, self.tp + 0.5 * (self.fp + self.fn))


def confusion_counts(preds, target):
    return BinaryCounts()(target, preds)


def accuracy(preds, target):
    return CategoricalAccuracy()(target, preds)


def precision(preds, target):
    return Precision()(target, preds)


def recall(preds, target):
    return Recall()(target, preds)


def f1_score(preds, target):
    return F1Score()(target, preds)


def macro_f1(preds, target, num_classes):
    scores = [F1Score(positive=c)(target, preds) for c in range(num_classes)]
    return sum(scores) / len(scores)


def rmse(preds, target):
    return RootMeanSquaredError()(target, preds)


def mae(preds, target):
    return MeanAbsoluteError()(target, preds)


def mape(preds, target, eps=1.17e-6):
    return MeanAbsolutePercentageError(eps)(target, preds)


def smape(preds, target, eps=1.17e-6):
    return SymmetricMAPE(eps)(target, preds)


def labels_from_logits(logits, threshold=0.5):
    if logits.nelement() == 0:
        raise ValueError("no logits")
    if logits.ndim > 1 and logits.shape[-1] > 1:
        return logits.max(dim=-1).indices
    probabilities = torch.sigmoid(logits).reshape(logits.shape[0])
    return torch.where(probabilities >= threshold, 1, 0)


class RunningMetrics:
    def __init__(self):
        self.metrics = {
            "accuracy": CategoricalAccuracy(),
            "precision": Precision(),
            "recall": Recall(),
            "f1": F1Score(),
        }

    def update(self, preds, target):
        for metric in self.metrics.values():
            metric.update_state(target, preds)

    def compute(self):
        return {name: float(metric.result()) for name, metric in self.metrics.items()}

    def reset(self):
        for metric in self.metrics.values():
            metric.reset_state()
