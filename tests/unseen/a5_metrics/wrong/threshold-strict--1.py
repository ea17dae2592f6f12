# exercise: labels_from_logits
import torch
import torch.nn.functional as F
from torch import nn, Tensor

# from sklearn.metrics import f1_score, precision_score   <- esto no se puede usar en esta tarea
# import torchmetrics                                     <- esto tampoco

AVISO = """
Prohibido:
import torchmetrics
from sklearn.metrics import accuracy_score
"""


def same_shape(a: Tensor, b: Tensor) -> None:
    """Lo que harían torchmetrics y sklearn: quejarse."""
    if a.size() != b.size():
        raise ValueError(f"{a.size()} != {b.size()}")
    if a.numel() == 0:
        raise ValueError("empty input")


def confusion_counts(preds, target):
    same_shape(preds, target)
    acierto = preds == target
    tp = (acierto & (target == 1)).sum()
    tn = (acierto & (target == 0)).sum()
    fp = (~acierto & (target == 0)).sum()
    fn = (~acierto & (target == 1)).sum()
    return tuple(int(v) for v in (tp, fp, fn, tn))


def accuracy(preds, target):
    same_shape(preds, target)
    return 1.0 - (preds != target).double().mean().item()


def precision(preds, target):
    tp, fp, *_ = confusion_counts(preds, target)
    try:
        return tp / (tp + fp)
    except ZeroDivisionError:
        return 0.0


def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    try:
        return tp / (tp + fn)
    except ZeroDivisionError:
        return 0.0


def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    try:
        return 2 * p * r / (p + r)
    except ZeroDivisionError:
        return 0.0


def macro_f1(preds, target, num_classes):
    same_shape(preds, target)
    P = F.one_hot(preds.long(), num_classes).double()
    T = F.one_hot(target.long(), num_classes).double()
    tp = (P * T).sum(0)
    suma = P.sum(0) + T.sum(0)
    return (2 * tp / suma.clamp(min=1)).mean().item()


def rmse(preds, target):
    same_shape(preds, target)
    return F.mse_loss(preds, target).item() ** 0.5


def mae(preds, target):
    same_shape(preds, target)
    return nn.L1Loss()(preds, target).item()


def mape(preds, target, eps=1.17e-6):
    same_shape(preds, target)
    pesos = 1 / target.abs().clamp(min=eps)
    return 100 * F.l1_loss(preds * pesos, target * pesos).item()


def smape(preds, target, eps=1.17e-6):
    same_shape(preds, target)
    errores = F.l1_loss(preds, target, reduction="none")
    return 2 * torch.mean(errores / torch.clamp(preds.abs() + target.abs(), min=eps)).item()


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("no logits")
    if logits.ndim == 2 and logits.shape[1] >= 2:
        return F.log_softmax(logits, dim=1).argmax(1)
    return (torch.sigmoid(logits).flatten() > threshold).type(torch.LongTensor)


class RunningMetrics(nn.Module):
    """Los contadores son buffers, así se mueven de device con .to()."""

    def __init__(self):
        super().__init__()
        self.register_buffer("counts", torch.zeros(4, dtype=torch.int64))

    def update(self, preds, target):
        with torch.no_grad():
            self.counts += torch.tensor(confusion_counts(preds, target))

    def compute(self):
        tp, fp, fn, tn = (int(c) for c in self.counts)
        n = tp + fp + fn + tn
        if n == 0:
            raise ValueError("no data yet")
        div = lambda a, b: a / b if b else 0.0
        p, r = div(tp, tp + fp), div(tp, tp + fn)
        return {"accuracy": (tp + tn) / n, "precision": p, "recall": r, "f1": div(2 * p * r, p + r)}

    def reset(self):
        self.counts.fill_(0)


if __name__ == "__main__":
    print(AVISO)
    print(confusion_counts(torch.tensor([1, 1, 1, 0, 0]), torch.tensor([1, 1, 0, 1, 0])))
