# unusual: the confusion matrix is a sparse COO tensor that coalesce() adds up; binary codes counted with histc
import torch
from torch import Tensor


def _same_and_some(preds, target):
    if preds.shape != target.shape:
        raise ValueError("preds and target need one shape")
    if torch.numel(preds) == 0:
        raise ValueError("no samples")


def _sparse_confusion(preds, target, classes):
    index = torch.stack((target.long(), preds.long())).cpu()
    values = torch.ones(index.shape[1], dtype=torch.float64)
    return torch.sparse_coo_tensor(index, values, size=(classes, classes)).coalesce().to_dense()


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    _same_and_some(preds, target)
    code = target.cpu().double() * 2 + preds.cpu().double()
    tn, fp, fn, tp = torch.histc(code, bins=4, min=-0.5, max=3.5).long().tolist()
    return tp, fp, fn, tn


def accuracy(preds: Tensor, target: Tensor) -> float:
    _same_and_some(preds, target)
    return float(torch.sum(preds == target)) / float(preds.shape[0])


def _fraction(a: float, b: float) -> float:
    return float(a) / float(b) if b > 0 else 0.0


def precision(preds: Tensor, target: Tensor) -> float:
    tp, fp, fn, tn = confusion_counts(preds, target)
    return _fraction(tp, tp + fp)


def recall(preds: Tensor, target: Tensor) -> float:
    tp, fp, fn, tn = confusion_counts(preds, target)
    return _fraction(tp, tp + fn)


def f1_score(preds: Tensor, target: Tensor) -> float:
    tp, fp, fn, tn = confusion_counts(preds, target)
    return _fraction(tp, tp + 0.5 * (fp + fn))


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    _same_and_some(preds, target)
    m = _sparse_confusion(preds, target, num_classes)
    below = m.sum(dim=0) + m.sum(dim=1)
    below[below == 0] = torch.inf
    return (2 * torch.diagonal(m) / below).mean().item()


def rmse(preds: Tensor, target: Tensor) -> float:
    _same_and_some(preds, target)
    e = preds.detach().double() - target.detach().double()
    # mean of squares = variance + squared mean
    return torch.sqrt(e.var(unbiased=False) + e.mean() ** 2).item()


def mae(preds: Tensor, target: Tensor) -> float:
    _same_and_some(preds, target)
    e = preds.detach().double() - target.detach().double()
    return (e.clamp(min=0).mean() - e.clamp(max=0).mean()).item()


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _same_and_some(preds, target)
    y, z = target.detach().double(), preds.detach().double()
    floor = torch.tensor(eps, dtype=y.dtype, device=y.device)
    return float(torch.mean(torch.abs(y - z) / torch.max(torch.abs(y), floor)) * 100)


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _same_and_some(preds, target)
    y, z = target.detach().double(), preds.detach().double()
    floor = torch.tensor(eps, dtype=y.dtype, device=y.device)
    return float(torch.mean(2 * torch.abs(y - z) / torch.max(torch.abs(y) + torch.abs(z), floor)))


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if torch.numel(logits) == 0:
        raise ValueError("no samples")
    if logits.ndim == 2 and logits.shape[1] >= 2:
        return torch.argmax(logits, dim=-1)
    probability = torch.exp(torch.nn.functional.logsigmoid(logits.detach().double()))
    # rounding of exp(log) could miss an exact half: decide that one by the sign of the logit
    if threshold == 0.5:
        return (logits.detach() >= 0).long().reshape(-1)
    return (probability >= threshold).long().reshape(-1)


class RunningMetrics:
    def __init__(self) -> None:
        self.histogram = torch.zeros(4, dtype=torch.long)

    def update(self, preds: Tensor, target: Tensor) -> None:
        self.histogram = self.histogram.add(torch.tensor(confusion_counts(preds, target)))

    def compute(self) -> dict[str, float]:
        if self.histogram.sum() == 0:
            raise ValueError("no samples")
        tp, fp, fn, tn = self.histogram.tolist()
        return {
            "accuracy": _fraction(tp + tn, tp + fp + fn + tn),
            "precision": _fraction(tp, tp + fp),
            "recall": _fraction(tp, tp + fn),
            "f1": _fraction(2 * tp, 2 * tp + fp + fn),
        }

    def reset(self) -> None:
        self.histogram = torch.zeros_like(self.histogram)
