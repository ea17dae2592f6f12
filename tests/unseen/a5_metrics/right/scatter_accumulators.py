# unusual: tensors as accumulators: index_put_/scatter_add_ into a table that follows the device, torch.dist for errors
import torch
from torch import Tensor


def _check(preds, target):
    same = preds.shape == target.shape
    if same is False:
        raise ValueError("shape")
    if preds.shape.numel() == 0:
        raise ValueError("empty")


@torch.inference_mode()
def _table(preds, target, classes):
    _check(preds, target)
    table = torch.zeros(classes, classes, dtype=torch.int64, device=preds.device)
    one = torch.ones((), dtype=torch.int64, device=preds.device)
    table.index_put_((preds.long(), target.long()), one, accumulate=True)
    return table.cpu()


def _guard(num: Tensor, den: Tensor) -> Tensor:
    """0 where the denominator is 0."""
    return torch.nan_to_num(num.double() / den.double(), nan=0.0)


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    t = _table(preds, target, 2)
    return t[1, 1].item(), t[1, 0].item(), t[0, 1].item(), t[0, 0].item()


def accuracy(preds: Tensor, target: Tensor) -> float:
    _check(preds, target)
    tally = torch.zeros(2, dtype=torch.float64, device=preds.device)
    hit = (preds == target).long()
    tally.scatter_add_(0, hit, torch.ones(hit.shape, dtype=torch.float64, device=preds.device))
    return float(tally[1] / tally.sum())


def precision(preds: Tensor, target: Tensor) -> float:
    t = _table(preds, target, 2)
    return float(_guard(t[1, 1], t[1].sum()))


def recall(preds: Tensor, target: Tensor) -> float:
    t = _table(preds, target, 2)
    return float(_guard(t[1, 1], t[:, 1].sum()))


def f1_score(preds: Tensor, target: Tensor) -> float:
    t = _table(preds, target, 2)
    return float(_guard(2 * t[1, 1], t[1].sum() + t[:, 1].sum()))


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    t = _table(preds, target, num_classes)
    return float(_guard(2 * t.diag(), t.sum(0) + t.sum(1)).mean())


def rmse(preds: Tensor, target: Tensor) -> float:
    _check(preds, target)
    with torch.inference_mode():
        return float(torch.dist(preds.double(), target.double(), p=2) / preds.numel() ** 0.5)


def mae(preds: Tensor, target: Tensor) -> float:
    _check(preds, target)
    with torch.inference_mode():
        return float(torch.dist(preds.double(), target.double(), p=1) / preds.numel())


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _check(preds, target)
    with torch.inference_mode():
        y = target.double()
        scale = torch.where(y.abs() > eps, y.abs(), eps)
        return float(torch.dist(preds.double() / scale, y / scale, p=1) * 100 / y.numel())


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _check(preds, target)
    with torch.inference_mode():
        p, y = preds.double(), target.double()
        scale = torch.where(p.abs() + y.abs() > eps, p.abs() + y.abs(), eps)
        return float(torch.dist(p / scale, y / scale, p=1) * 2 / y.numel())


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.shape.numel() == 0:
        raise ValueError("empty")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return torch.argmax(torch.log_softmax(logits, dim=1), dim=1)
    out = torch.empty(logits.shape[0], dtype=torch.int64, device=logits.device)
    return out.copy_(torch.special.expit(logits.detach()).ravel() >= threshold)


class RunningMetrics:
    def __init__(self) -> None:
        self.total = torch.zeros(2, 2, dtype=torch.int64)

    def update(self, preds: Tensor, target: Tensor) -> None:
        self.total += _table(preds, target, 2)

    def compute(self) -> dict[str, float]:
        t = self.total
        if not bool(t.any()):
            raise ValueError("nothing accumulated")
        num = torch.stack([t.trace(), t[1, 1], t[1, 1], 2 * t[1, 1]])
        den = torch.stack([t.sum(), t[1].sum(), t[:, 1].sum(), t[1].sum() + t[:, 1].sum()])
        names = ["accuracy", "precision", "recall", "f1"]
        return {k: v for k, v in zip(names, _guard(num, den).tolist())}

    def reset(self) -> None:
        self.total.zero_()
