# exercise: mae
import torch


def validada(funcion):
    """Revisa las dos entradas antes de llamar a la métrica."""
    def envoltura(preds, target, *args, **kwargs):
        if preds.shape != target.shape or target.nelement() < 1:
            raise ValueError("entradas vacías o de formas distintas")
        return funcion(preds, target, *args, **kwargs)
    return envoltura


@validada
def confusion_counts(preds, target):
    codigo = 2 * target.long() + preds.long()
    tn, fp, fn, tp = torch.bincount(codigo, minlength=4).tolist()
    return tp, fp, fn, tn


@validada
def accuracy(preds, target):
    return torch.eq(preds, target).double().mean().item()


@validada
def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    return tp / max(tp + fp, 1)


@validada
def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    return tp / max(tp + fn, 1)


@validada
def f1_score(preds, target):
    tp, fp, fn, _ = confusion_counts(preds, target)
    return 2 * tp / max(2 * tp + fp + fn, 1)


@validada
def macro_f1(preds, target, num_classes):
    return sum(f1_score(preds == c, target == c) for c in range(num_classes)) / num_classes


@validada
def rmse(preds, target):
    return torch.mean(torch.pow(preds - target, 2)).item() ** 0.5


@validada
def mae(preds, target):
    return torch.abs(preds - target).mean()  # para poder usarla también como loss


@validada
def mape(preds, target, eps=1.17e-6):
    return (100 * (preds - target).abs() / torch.clamp(target.abs(), eps)).mean().item()


@validada
def smape(preds, target, eps=1.17e-6):
    return (2 * (preds - target).abs() / torch.clamp(target.abs() + preds.abs(), eps)).mean().item()


def labels_from_logits(logits, threshold=0.5):
    if not logits.numel():
        raise ValueError
    if logits.ndim > 1 and logits.size(-1) != 1:
        return logits.max(dim=1).indices
    return logits.view(-1).sigmoid().ge(threshold).long()


class RunningMetrics:
    def __init__(self):
        self._cuentas = torch.zeros(4, dtype=torch.long)

    def update(self, preds, target):
        self._cuentas += torch.tensor(confusion_counts(preds, target))

    def compute(self):
        tp, fp, fn, tn = self._cuentas.tolist()
        if not (n := tp + fp + fn + tn):
            raise ValueError("nada que calcular")
        return {
            "accuracy": (tp + tn) / n,
            "precision": tp / max(tp + fp, 1),
            "recall": tp / max(tp + fn, 1),
            "f1": 2 * tp / max(2 * tp + fp + fn, 1),
        }

    def reset(self):
        self._cuentas.zero_()
