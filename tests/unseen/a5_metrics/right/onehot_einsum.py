# unusual: one-hot matrices and einsum build one confusion matrix that every class metric reads with quadratic forms
import torch
import torch.nn.functional as F
from torch import Tensor


def _same(preds: Tensor, target: Tensor) -> None:
    if preds.shape != target.shape:
        raise ValueError("different shapes")
    if preds.numel() == 0:
        raise ValueError("empty input")


def _matrix(preds: Tensor, target: Tensor, k: int) -> Tensor:
    """M[i, j]: how many samples of class i were called j (float64, exact up to 2**53)."""
    _same(preds, target)
    rows = F.one_hot(target.long(), k).double()
    cols = F.one_hot(preds.long(), k).double()
    return torch.einsum("ni,nj->ij", rows, cols)


def _div(a: Tensor, b: Tensor) -> Tensor:
    return torch.where(b == 0, torch.zeros_like(a), a / torch.where(b == 0, torch.ones_like(b), b))


def _per_class_f1(m: Tensor) -> Tensor:
    return _div(2 * m.diagonal(), torch.einsum("ij->i", m) + torch.einsum("ij->j", m))


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    m = _matrix(preds, target, 2)
    return int(m[1, 1]), int(m[0, 1]), int(m[1, 0]), int(m[0, 0])


def accuracy(preds: Tensor, target: Tensor) -> float:
    _same(preds, target)
    k = 1 + int(torch.stack([preds.max(), target.max()]).max())
    if k <= 64:
        m = _matrix(preds, target, k)
        return (torch.einsum("ii->", m) / m.sum()).item()
    return torch.mean((preds == target).double()).item()


def precision(preds: Tensor, target: Tensor) -> float:
    m = _matrix(preds, target, 2)
    return _div(m[1, 1], m[:, 1].sum()).item()


def recall(preds: Tensor, target: Tensor) -> float:
    m = _matrix(preds, target, 2)
    return _div(m[1, 1], m[1, :].sum()).item()


def f1_score(preds: Tensor, target: Tensor) -> float:
    return _per_class_f1(_matrix(preds, target, 2))[1].item()


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    return _per_class_f1(_matrix(preds, target, num_classes)).mean().item()


def rmse(preds: Tensor, target: Tensor) -> float:
    _same(preds, target)
    e = (target.detach() - preds.detach()).double()
    return torch.sqrt(torch.einsum("n,n->", e, e) / e.numel()).item()


def mae(preds: Tensor, target: Tensor) -> float:
    _same(preds, target)
    e = (target.detach() - preds.detach()).double()
    return (torch.einsum("n,n->", e, e.sign()) / e.numel()).item()


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _same(preds, target)
    y, z = target.detach().double(), preds.detach().double()
    weights = torch.maximum(y.abs(), torch.full_like(y, eps)).reciprocal()
    return 100 * (torch.einsum("n,n->", (y - z).abs(), weights) / len(y)).item()


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _same(preds, target)
    both = torch.stack([target.detach(), preds.detach()]).double()
    size = both.abs().sum(0)
    return 2 * torch.mean((both[0] - both[1]).abs() / torch.maximum(size, torch.full_like(size, eps))).item()


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("empty input")
    columns = logits.shape[1] if logits.dim() == 2 else 1
    if columns > 1:
        return torch.topk(logits, 1, dim=1).indices[:, 0]
    # one logit z against an imaginary logit 0: softmax gives the sigmoid
    z = logits.reshape(-1, 1)
    return (F.softmax(torch.hstack([torch.zeros_like(z), z]), dim=1)[:, 1] >= threshold).long()


class RunningMetrics:
    def __init__(self) -> None:
        self.m = None

    def update(self, preds: Tensor, target: Tensor) -> None:
        new = _matrix(preds, target, 2).cpu()
        self.m = new if self.m is None else self.m + new

    def compute(self) -> dict[str, float]:
        if self.m is None:
            raise ValueError("no data since the last reset")
        m = self.m
        return {
            "accuracy": (m.trace() / m.sum()).item(),
            "precision": _div(m[1, 1], m[:, 1].sum()).item(),
            "recall": _div(m[1, 1], m[1].sum()).item(),
            "f1": _per_class_f1(m)[1].item(),
        }

    def reset(self) -> None:
        self.m = None
