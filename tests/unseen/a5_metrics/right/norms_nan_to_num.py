import torch
from torch import Tensor


def _v(preds, target):
    assert_same = preds.shape == target.shape
    if not assert_same:
        raise ValueError("shapes differ")
    if preds.numel() < 1:
        raise ValueError("no samples")
    return preds.detach(), target.detach()


def _div(a: Tensor, b: Tensor) -> float:
    return torch.nan_to_num(a.double() / b.double(), nan=0.0, posinf=0.0).item()


def confusion_counts(preds, target):
    preds, target = _v(preds, target)
    tp = torch.sum(preds[target == 1] == 1)
    fn = torch.sum(target) - tp
    fp = torch.sum(preds) - tp
    tn = target.numel() - tp - fn - fp
    return tp.item(), fp.item(), fn.item(), tn.item()


def accuracy(preds, target):
    preds, target = _v(preds, target)
    return torch.mean((preds == target).to(torch.float64)).item()


def precision(preds, target):
    preds, target = _v(preds, target)
    return _div((preds & target).sum(), preds.sum())


def recall(preds, target):
    preds, target = _v(preds, target)
    return _div((preds & target).sum(), target.sum())


def f1_score(preds, target):
    preds, target = _v(preds, target)
    return _div(2 * (preds & target).sum(), preds.sum() + target.sum())


def macro_f1(preds, target, num_classes):
    preds, target = _v(preds, target)
    clases = torch.arange(num_classes, device=preds.device)[:, None]
    es_p = preds[None, :] == clases          # (C, n)
    es_t = target[None, :] == clases
    tp = (es_p & es_t).sum(1).double()
    f1 = torch.nan_to_num(2 * tp / (es_p.sum(1) + es_t.sum(1)))
    return f1.mean().item()


def rmse(preds, target):
    preds, target = _v(preds, target)
    return (torch.linalg.norm(preds - target) / len(preds) ** 0.5).item()


def mae(preds, target):
    preds, target = _v(preds, target)
    return torch.dist(preds, target, p=1).item() / len(preds)


def mape(preds, target, eps=1.17e-6):
    preds, target = _v(preds, target)
    return torch.abs((target - preds) / torch.clamp(torch.abs(target), min=eps)).mean().mul(100).item()


def smape(preds, target, eps=1.17e-6):
    preds, target = _v(preds, target)
    medio = torch.stack([preds, target]).abs().sum(0)
    return torch.mean(2 * torch.abs(target - preds) / torch.max(medio, torch.tensor(eps, dtype=medio.dtype, device=medio.device))).item()


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("no logits")
    if logits.dim() == 2 and logits.shape[1] != 1:
        return torch.argmax(logits.softmax(-1), -1)
    p = 1 / (1 + torch.exp(-logits.double()))
    return torch.heaviside(p.ravel() - threshold, p.new_ones(1)).long()


class RunningMetrics:
    names = ("accuracy", "precision", "recall", "f1")

    def __init__(self):
        self.preds = torch.empty(0, dtype=torch.long)
        self.target = torch.empty(0, dtype=torch.long)

    def update(self, preds, target):
        preds, target = _v(preds, target)
        self.preds = torch.cat([self.preds.to(preds), preds])
        self.target = torch.cat([self.target.to(target), target])

    def compute(self):
        fs = (accuracy, precision, recall, f1_score)
        return {n: f(self.preds, self.target) for n, f in zip(self.names, fs)}

    def reset(self):
        RunningMetrics.__init__(self)
