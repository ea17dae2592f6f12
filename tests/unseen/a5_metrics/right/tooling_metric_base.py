# Correct: a torchmetrics-like Metric base class (add_state, forward, reset) in plain torch; the functions are one-liners over it
import abc
import functools
import warnings

import torch
from torch import Tensor, nn

warnings.filterwarnings("ignore", category=UserWarning)


class Metric(nn.Module, abc.ABC):
    def __init__(self, **kwargs):
        super().__init__()
        self._defaults = {}
        self.update_count = 0

    def add_state(self, name, default, dist_reduce_fx="sum"):
        self._defaults[name] = default.clone()
        self.register_buffer(name, default.clone())

    def _check(self, preds, target):
        if preds.shape != target.shape:
            raise ValueError(f"Expected `preds` and `target` to have the same shape, got {preds.shape} and {target.shape}.")
        if preds.numel() == 0:
            raise ValueError("Expected at least one sample.")

    def update(self, preds, target):
        self._check(preds, target)
        self.to(preds.device)
        self.update_count += 1
        with torch.no_grad():
            self._update(preds.detach(), target.detach())

    @abc.abstractmethod
    def _update(self, preds, target): ...

    @abc.abstractmethod
    def compute(self): ...

    def reset(self):
        self.update_count = 0
        for name, default in self._defaults.items():
            setattr(self, name, default.clone())

    def forward(self, preds, target):
        self.update(preds, target)
        return self.compute()


def safe_divide(num, denom):
    num, denom = num.double(), denom.double()
    return torch.where(denom == 0, torch.zeros_like(denom), num / torch.where(denom == 0, torch.ones_like(denom), denom))


class ConfusionMatrix(Metric):
    def __init__(self, num_classes=2):
        super().__init__()
        self.num_classes = num_classes
        self.add_state("confmat", torch.zeros(num_classes, num_classes, dtype=torch.long))

    def _update(self, preds, target):
        flat = target.long() * self.num_classes + preds.long()
        self.confmat += torch.bincount(flat, minlength=self.num_classes**2).view(self.num_classes, self.num_classes)

    def compute(self):
        return self.confmat

    def f1(self):
        tp = self.confmat.diag()
        return safe_divide(2 * tp, self.confmat.sum(0) + self.confmat.sum(1))


class MeanError(Metric):
    def __init__(self, elementwise):
        super().__init__()
        self.elementwise = elementwise
        self.add_state("total", torch.tensor(0.0, dtype=torch.float64))
        self.add_state("n", torch.tensor(0))

    def _update(self, preds, target):
        self.total += self.elementwise(preds.double(), target.double()).sum()
        self.n += preds.numel()

    def compute(self):
        return self.total / self.n


def _confmat(preds, target, num_classes=2):
    metric = ConfusionMatrix(num_classes)
    metric.update(preds, target)
    return metric


def confusion_counts(preds: Tensor, target: Tensor):
    tn, fp, fn, tp = _confmat(preds, target).compute().flatten().tolist()
    return tp, fp, fn, tn


def accuracy(preds: Tensor, target: Tensor) -> float:
    return MeanError(lambda p, t: p == t)(preds, target).item()


def precision(preds: Tensor, target: Tensor) -> float:
    c = _confmat(preds, target).compute()
    return safe_divide(c[1, 1], c[:, 1].sum()).item()


def recall(preds: Tensor, target: Tensor) -> float:
    c = _confmat(preds, target).compute()
    return safe_divide(c[1, 1], c[1].sum()).item()


def f1_score(preds: Tensor, target: Tensor) -> float:
    return _confmat(preds, target).f1()[1].item()


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    return _confmat(preds, target, num_classes).f1().mean().item()


def rmse(preds, target):
    return MeanError(lambda p, t: (p - t).square())(preds, target).sqrt().item()


def mae(preds, target):
    return MeanError(lambda p, t: (p - t).abs())(preds, target).item()


def mape(preds, target, eps=1.17e-6):
    return MeanError(lambda p, t: 100 * (p - t).abs() / t.abs().clamp(min=eps))(preds, target).item()


def smape(preds, target, eps=1.17e-6):
    return MeanError(lambda p, t: 2 * (p - t).abs() / (t.abs() + p.abs()).clamp_min(eps))(preds, target).item()


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("empty logits")
    if logits.ndim > 1 and logits.size(-1) > 1:
        return logits.argmax(dim=-1)
    return (logits.reshape(-1).sigmoid() >= threshold).to(torch.int64)


class RunningMetrics:
    def __init__(self):
        self.metric = ConfusionMatrix(2)

    def update(self, preds, target):
        self.metric.update(preds, target)

    def compute(self):
        if self.metric.update_count == 0:
            raise ValueError("compute() called before update()")
        c = self.metric.compute()
        return {
            "accuracy": safe_divide(c.trace(), c.sum()).item(),
            "precision": safe_divide(c[1, 1], c[:, 1].sum()).item(),
            "recall": safe_divide(c[1, 1], c[1].sum()).item(),
            "f1": self.metric.f1()[1].item(),
        }

    def reset(self):
        self.metric.reset()
