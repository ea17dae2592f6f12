# how: terse torch: bincount, one_hot einsum confusion matrix, nn.functional losses, Metric objects as module-level callables generated from a table
import torch, torch.nn.functional as F

def _ok(p, t):
    if p.shape != t.shape or not p.numel(): raise ValueError((p.shape, t.shape))
    return p, t
def _r(a, b): return (a / b) if b else 0.

def confusion_counts(preds, target):
    p, t = _ok(preds, target)
    tn, fn, fp, tp = torch.bincount(p.long() * 2 + t.long(), minlength=4).tolist()
    return tp, fp, fn, tn

_FORMULAS = {
    "precision": lambda tp, fp, fn, tn: _r(tp, tp + fp),
    "recall": lambda tp, fp, fn, tn: _r(tp, tp + fn),
    "f1": lambda tp, fp, fn, tn: _r(2 * tp, 2 * tp + fp + fn),
    "accuracy": lambda tp, fp, fn, tn: _r(tp + tn, tp + fp + fn + tn),
}
def _make(name):
    def metric(preds, target): return float(_FORMULAS[name](*confusion_counts(preds, target)))
    metric.__name__ = metric.__qualname__ = name
    return metric
precision, recall, f1_score = map(_make, ("precision", "recall", "f1"))
accuracy = lambda preds, target: torch.eq(*_ok(preds, target)).double().mean().item()

def macro_f1(preds, target, num_classes):
    p, t = (F.one_hot(a.long(), num_classes).double() for a in _ok(preds, target))
    tp = torch.einsum("nc,nc->c", p, t)
    return (2 * tp / (p.sum(0) + t.sum(0)).clamp(min=1)).mean().item()

def rmse(preds, target): return F.mse_loss(*(a.double() for a in _ok(preds, target))).sqrt().item()
def mae(preds, target): return F.l1_loss(*(a.double() for a in _ok(preds, target))).item()
def mape(preds, target, eps=1.17e-6):
    p, t = (a.double() for a in _ok(preds, target))
    return ((p - t).abs() / t.abs().clamp(min=eps)).mean().mul(100).item()
def smape(preds, target, eps=1.17e-6):
    p, t = (a.double() for a in _ok(preds, target))
    return ((p - t).abs() / (p.abs() + t.abs()).clamp_min(eps)).mean().mul(2).item()

def labels_from_logits(logits, threshold=.5):
    if not logits.numel(): raise ValueError("empty")
    if logits.ndim > 1 and logits.shape[-1] > 1: return logits.topk(1, dim=-1).indices.squeeze(-1)
    return torch.sigmoid(logits.ravel()).ge(threshold).long()

class RunningMetrics:
    def __init__(self): self.reset()
    def reset(self): self.c = torch.zeros(4, dtype=torch.long)
    def update(self, preds, target): self.c = self.c + torch.tensor(confusion_counts(preds, target))
    def compute(self):
        if self.c.sum() == 0: raise ValueError("nothing seen")
        return {k: float(_FORMULAS[k](*self.c.tolist())) for k in ("accuracy", "precision", "recall", "f1")}
