# One-hot matrices: the confusion matrix is T'P; sums are inner products.
import torch
from torch.nn.functional import one_hot


def _check(preds, target):
    if preds.shape != target.shape:
        raise ValueError("shapes")
    if preds.numel() == 0:
        raise ValueError("empty")


def _matrix(preds, target, k):
    """(k, k): rows the truth, columns the prediction."""
    _check(preds, target)
    P, T = one_hot(preds.long(), k).double(), one_hot(target.long(), k).double()
    return torch.einsum("nt,np->tp", T, P)


def _ratio(a, b):
    return torch.where(b > 0, a / b.clamp(min=1), torch.zeros_like(a))


def confusion_counts(preds, target):
    (tn, fp), (fn, tp) = _matrix(preds, target, 2).long().tolist()
    return tp, fp, fn, tn


def accuracy(preds, target):
    _check(preds, target)
    hits = (preds == target).double()
    return (torch.dot(hits, hits) / len(hits)).item()


def precision(preds, target):
    M = _matrix(preds, target, 2)
    return _ratio(M[1, 1], M[:, 1].sum()).item()


def recall(preds, target):
    M = _matrix(preds, target, 2)
    return _ratio(M[1, 1], M[1].sum()).item()


def _f1(M):
    ones = torch.ones(len(M), dtype=M.dtype, device=M.device)
    return _ratio(2 * M.diagonal(), M @ ones + ones @ M)


def f1_score(preds, target):
    return _f1(_matrix(preds, target, 2))[1].item()


def macro_f1(preds, target, num_classes):
    return torch.einsum("c->", _f1(_matrix(preds, target, num_classes))).item() / num_classes


def rmse(preds, target):
    _check(preds, target)
    e = target.double() - preds.double()
    return torch.sqrt(torch.einsum("i,i->", e, e) / len(e)).item()


def _inner_mean(e):
    return torch.dot(e, torch.full_like(e, 1 / len(e))).item()


def mae(preds, target):
    _check(preds, target)
    e = target.double() - preds.double()
    return _inner_mean(e * e.sign())


def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    y, p = target.double(), preds.double()
    return 100 * _inner_mean((y - p).abs() / torch.fmax(y.abs(), y.new_tensor(eps)))


def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    pair = torch.stack([target.double(), preds.double()])
    size = pair.abs().sum(0)
    gap = torch.tensor([1.0, -1.0], dtype=pair.dtype, device=pair.device) @ pair
    terms = gap.abs() / torch.fmax(size, size.new_tensor(eps))
    return 2 * _inner_mean(torch.where(size == 0, torch.zeros_like(terms), terms))


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("empty")
    if logits.ndim == 1:
        logits = logits[:, None]
    if logits.shape[1] == 1:
        return torch.sigmoid(logits[:, 0]).sub(threshold).ge(0).to(torch.int64)
    return logits.argmax(1)


class RunningMetrics:
    def __init__(self):
        self.M = torch.zeros(2, 2, dtype=torch.float64)

    def reset(self):
        self.M = torch.zeros(2, 2, dtype=torch.float64)

    def update(self, preds, target):
        self.M = self.M + _matrix(preds, target, 2).cpu()

    def compute(self):
        n = self.M.sum()
        if n == 0:
            raise ValueError("nothing seen")
        numerators = torch.stack([self.M.trace(), self.M[1, 1], self.M[1, 1], 2 * self.M[1, 1]])
        predicted, actual = self.M[:, 1].sum(), self.M[1].sum()
        denominators = torch.stack([n, predicted, actual, predicted + actual])
        return dict(zip(["accuracy", "precision", "recall", "f1"], _ratio(numerators, denominators).tolist()))
