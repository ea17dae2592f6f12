# %%
import torch

# Todas las clases a la vez: una máscara (C, n) en lugar de un for por clase.


def _ok(preds, target):
    if preds.shape != target.shape or preds.numel() == 0:
        raise ValueError(f"preds {tuple(preds.shape)}, target {tuple(target.shape)}")


def _conteos(preds, target, num_classes):
    """tp, fp y fn de cada clase: tres tensores (C,)."""
    _ok(preds, target)
    clases = torch.arange(num_classes, device=target.device).unsqueeze(1)
    dicho = preds.unsqueeze(0) == clases
    real = target.unsqueeze(0) == clases
    tp = (dicho & real).sum(1)
    fp = (dicho & ~real).sum(1)
    fn = (~dicho & real).sum(1)
    return tp, fp, fn


def _division(a, b):
    a, b = a.double(), b.double()
    return torch.where(b == 0, torch.zeros_like(a), a / b)


# %%
def confusion_counts(preds, target):
    tp, fp, fn = (int(x[1]) for x in _conteos(preds, target, 2))
    return tp, fp, fn, target.numel() - tp - fp - fn


# %%
def accuracy(preds, target):
    _ok(preds, target)
    return 1 - (preds.long() - target.long()).ne(0).sum().item() / target.numel()


# %%
def precision(preds, target):
    tp, fp, _ = _conteos(preds, target, 2)
    return _division(tp, tp + fp)[1].item()


# %%
def recall(preds, target):
    tp, _, fn = _conteos(preds, target, 2)
    return _division(tp, tp + fn)[1].item()


# %%
def f1_score(preds, target):
    tp, fp, fn = _conteos(preds, target, 2)
    return _division(2 * tp, 2 * tp + fp + fn)[1].item()


# %%
def macro_f1(preds, target, num_classes):
    tp, fp, fn = _conteos(preds, target, num_classes)
    return _division(2 * tp, 2 * tp + fp + fn).mean().item()


# %%
def rmse(preds, target):
    _ok(preds, target)
    errores = torch.stack([target, preds]).double().diff(dim=0)
    return errores.pow(2).mean().pow(0.5).item()


# %%
def mae(preds, target):
    _ok(preds, target)
    return (torch.maximum(preds, target) - torch.minimum(preds, target)).double().mean().item()


# %%
def mape(preds, target, eps=1.17e-6):
    _ok(preds, target)
    y, y_hat = target.double(), preds.double()
    return ((y - y_hat).div(y.abs().clamp(min=eps)).abs().mean() * 100).item()


# %%
def smape(preds, target, eps=1.17e-6):
    _ok(preds, target)
    juntos = torch.stack([target, preds]).double()
    tamano = juntos.abs().sum(dim=0).clamp(min=eps)
    return ((juntos[0] - juntos[1]).abs() / tamano).mean().item() * 2


# %%
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("no hay logits")
    if logits.ndim == 1:
        logits = logits[:, None]
    n, c = logits.shape
    if c > 1:
        return logits.topk(1, dim=1).indices[:, 0]
    return (logits.sigmoid() >= threshold)[:, 0].to(torch.int64)


# %%
class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.n = 0
        self.tp_fp_fn = torch.zeros(3, dtype=torch.int64)

    def update(self, preds, target):
        tp, fp, fn = _conteos(preds, target, 2)
        self.tp_fp_fn = self.tp_fp_fn + torch.stack([tp[1], fp[1], fn[1]]).cpu()
        self.n += target.numel()

    def compute(self):
        if self.n == 0:
            raise ValueError("no se ha visto nada")
        tp, fp, fn = self.tp_fp_fn
        return {
            "accuracy": (self.n - int(fp) - int(fn)) / self.n,
            "precision": _division(tp, tp + fp).item(),
            "recall": _division(tp, tp + fn).item(),
            "f1": _division(2 * tp, 2 * tp + fp + fn).item(),
        }
