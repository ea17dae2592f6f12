# Unusual: metrics are classes registered by __init_subclass__, the module's functions are made from the registry, RunningMetrics is a generator.
from abc import ABC, abstractmethod

import torch
from torch import Tensor

REGISTRY: dict[str, "Metric"] = {}


class Metric(ABC):
    parameters = "preds, target"

    def __init_subclass__(cls, name=None, **kwargs):
        super().__init_subclass__(**kwargs)
        if name:
            REGISTRY[name] = cls()

    def __call__(self, preds: Tensor, target: Tensor, *args, **kwargs):
        if preds.shape != target.shape:
            raise ValueError(f"preds {list(preds.shape)} and target {list(target.shape)} differ")
        if target.numel() == 0:
            raise ValueError("a metric of nothing")
        with torch.inference_mode():
            return self.value(preds, target, *args, **kwargs)

    @abstractmethod
    def value(self, preds, target): ...


class Confusion(Metric, name="confusion_counts"):
    def value(self, preds, target):
        counts = torch.bincount(2 * target.to(torch.int64) + preds.to(torch.int64), minlength=4)
        tn, fp, fn, tp = counts.tolist()
        return tp, fp, fn, tn


class Accuracy(Metric, name="accuracy"):
    def value(self, preds, target):
        return (preds == target).sum().item() / target.numel()


class Ratio(Metric):
    @staticmethod
    @abstractmethod
    def parts(tp, fp, fn, tn): ...

    def of(self, counts):
        top, bottom = self.parts(*counts)
        return top / max(bottom, 1)

    def value(self, preds, target):
        return self.of(REGISTRY["confusion_counts"](preds, target))


class Precision(Ratio, name="precision"):
    @staticmethod
    def parts(tp, fp, fn, tn):
        return tp, tp + fp


class Recall(Ratio, name="recall"):
    @staticmethod
    def parts(tp, fp, fn, tn):
        return tp, tp + fn


class F1(Ratio, name="f1_score"):
    @staticmethod
    def parts(tp, fp, fn, tn):
        return 2 * tp, 2 * tp + fp + fn


class Error(Metric):
    def value(self, preds, target, *args, **kwargs):
        return self.error(target.to(torch.float64), preds.to(torch.float64), *args, **kwargs).item()


class RMSE(Error):
    def error(self, y, z):
        return torch.std_mean(torch.cat([y - z, z - y]), correction=0)[0]  # symmetric: mean 0, so std is the root


class MAE(Error):
    def error(self, y, z):
        return (y - z).abs().mean()


class MAPE(Error):
    def error(self, y, z, eps):
        return 100 * ((y - z) / torch.clip(y.abs(), eps)).abs().mean()


class SMAPE(Error):
    def error(self, y, z, eps):
        return 2 * ((y - z).abs() / torch.maximum(y.abs() + z.abs(), y.new_tensor(eps))).mean()


confusion_counts = REGISTRY["confusion_counts"]
accuracy = REGISTRY["accuracy"]
precision = REGISTRY["precision"]
recall = REGISTRY["recall"]
f1_score = REGISTRY["f1_score"]


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    scores = [f1_score((preds == c).long(), (target == c).long()) if preds.shape == target.shape else f1_score(preds, target) for c in range(num_classes)]
    return sum(scores, start=0.0) / len(scores)


def rmse(preds: Tensor, target: Tensor) -> float:
    return RMSE()(preds, target)


def mae(preds: Tensor, target: Tensor) -> float:
    return MAE()(preds, target)


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return MAPE()(preds, target, eps)


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return SMAPE()(preds, target, eps=eps)


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("nothing to label")
    binary = logits.ndim == 1 or logits.shape[-1] == 1
    return (logits.sigmoid() >= threshold).flatten().long() if binary else logits.argmax(1)


class RunningMetrics:
    """A coroutine adds the counts up."""

    @staticmethod
    def _adder():
        counts = [0, 0, 0, 0]
        while True:
            more = yield counts
            counts = [a + b for a, b in zip(counts, more)]

    def __init__(self):
        self.reset()

    def reset(self):
        self._worker = self._adder()
        self._counts = next(self._worker)

    def update(self, preds, target):
        self._counts = self._worker.send(confusion_counts(preds, target))

    def compute(self):
        if (n := sum(self._counts)) == 0:
            raise ValueError("no data")
        tp, _, _, tn = self._counts
        ratios = {"precision": precision, "recall": recall, "f1": f1_score}
        return {"accuracy": (tp + tn) / n} | {name: metric.of(self._counts) for name, metric in ratios.items()}
