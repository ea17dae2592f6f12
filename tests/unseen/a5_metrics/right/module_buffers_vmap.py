# unusual: Lightning flavour: metrics are nn.Modules with buffers, macro F1 by torch.vmap over the classes
import torch
from torch import Tensor, nn


class _Stat(nn.Module):
    def forward(self, preds, target):
        if preds.shape != target.shape:
            raise ValueError("shape mismatch")
        if preds.numel() == 0:
            raise ValueError("no samples")
        with torch.no_grad():
            return self.score(preds, target)


class _Binary(_Stat):
    def score(self, preds, target):
        a, b = preds.eq(1), target.eq(1)
        return torch.stack([(a * b).sum(), (a * ~b).sum(), (~a * b).sum(), (~a * ~b).sum()])


class _OneVsRest(_Stat):
    def __init__(self, k):
        super().__init__()
        self.register_buffer("classes", torch.arange(k))

    def score(self, preds, target):
        def f1(c):
            a, b = (preds == c).double(), (target == c).double()
            below = a.sum() + b.sum()
            return torch.where(below > 0, 2 * (a * b).sum() / below.clamp(min=1.0), 0.0)

        return torch.vmap(f1)(self.classes.to(preds.device))


class _Mean(_Stat):
    def __init__(self, term):
        super().__init__()
        self.term = term

    def score(self, preds, target):
        return self.term(preds.double(), target.double()).mean()


def _ratio(a, b):
    return a / b if b else 0.0


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    return tuple(_Binary()(preds, target).tolist())


def accuracy(preds: Tensor, target: Tensor) -> float:
    return _Mean(lambda a, b: (a == b).double())(preds, target).item()


def precision(preds: Tensor, target: Tensor) -> float:
    tp, fp, _, _ = confusion_counts(preds, target)
    return _ratio(tp, tp + fp)


def recall(preds: Tensor, target: Tensor) -> float:
    tp, _, fn, _ = confusion_counts(preds, target)
    return _ratio(tp, tp + fn)


def f1_score(preds: Tensor, target: Tensor) -> float:
    return _OneVsRest(2)(preds, target)[1].item()


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    return _OneVsRest(num_classes)(preds, target).mean().item()


def rmse(preds: Tensor, target: Tensor) -> float:
    return _Mean(lambda p, t: (p - t) ** 2)(preds, target).sqrt().item()


def mae(preds: Tensor, target: Tensor) -> float:
    return _Mean(lambda p, t: abs(p - t))(preds, target).item()


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return 100 * _Mean(lambda p, t: abs(p - t) / abs(t).clamp(eps))(preds, target).item()


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return 2 * _Mean(lambda p, t: abs(p - t) / (abs(p) + abs(t)).clamp(eps))(preds, target).item()


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("no samples")
    if logits.dim() == 1:
        logits = logits[:, None]
    if logits.size(1) > 1:
        return nn.functional.one_hot(logits.argmax(1), logits.size(1)).argmax(1)
    return nn.Sequential(nn.Sigmoid(), nn.Flatten(0))(logits).ge(threshold).to(torch.int64)


class RunningMetrics(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("counts", torch.zeros(4, dtype=torch.int64))
        self.stat = _Binary()

    def update(self, preds: Tensor, target: Tensor) -> None:
        self.counts += self.stat(preds, target).to(self.counts.device)

    def compute(self) -> dict[str, float]:
        tp, fp, fn, tn = self.counts.tolist()
        if tp + fp + fn + tn == 0:
            raise ValueError("no samples")
        return {
            "accuracy": _ratio(tp + tn, tp + fp + fn + tn),
            "precision": _ratio(tp, tp + fp),
            "recall": _ratio(tp, tp + fn),
            "f1": _ratio(2 * tp, 2 * tp + fp + fn),
        }

    def reset(self) -> None:
        self.counts.zero_()
