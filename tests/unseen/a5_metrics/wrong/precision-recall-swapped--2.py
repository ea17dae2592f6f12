# exercise: confusion_counts
import torch


def _revisar(preds, target):
    if preds.shape != target.shape:
        raise ValueError(f"formas distintas: {tuple(preds.shape)} y {tuple(target.shape)}")
    if preds.numel() == 0:
        raise ValueError("no hay muestras")


def _division(a, b):
    return a / b if b else 0.0


def confusion_counts(preds, target):
    _revisar(preds, target)
    tp = ((preds == 1) & (target == 1)).sum().item()
    fp = ((preds == 0) & (target == 1)).sum().item()
    fn = ((preds == 1) & (target == 0)).sum().item()
    tn = ((preds == 0) & (target == 0)).sum().item()
    return tp, fp, fn, tn


def accuracy(preds, target):
    _revisar(preds, target)
    return (preds == target).float().mean().item()


def precision(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return _division(tp, tp + fp)


def recall(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    return _division(tp, tp + fn)


def f1_score(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    p = _division(tp, tp + fp)
    r = _division(tp, tp + fn)
    return _division(2 * p * r, p + r)


def macro_f1(preds, target, num_classes):
    _revisar(preds, target)
    suma = 0.0
    for c in range(num_classes):
        suma += f1_score((preds == c).long(), (target == c).long())
    return suma / num_classes


def rmse(preds, target):
    _revisar(preds, target)
    return ((preds - target) ** 2).mean().sqrt().item()


def mae(preds, target):
    _revisar(preds, target)
    return (preds - target).abs().mean().item()


def mape(preds, target, eps=1.17e-6):
    _revisar(preds, target)
    denominador = target.abs().clamp(min=eps)
    return 100 * ((target - preds).abs() / denominador).mean().item()


def smape(preds, target, eps=1.17e-6):
    _revisar(preds, target)
    denominador = (target.abs() + preds.abs()).clamp(min=eps)
    return 2 * ((target - preds).abs() / denominador).mean().item()


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("no hay logits")
    if logits.dim() == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    probs = torch.sigmoid(logits.reshape(-1))
    return (probs >= threshold).long()


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.tp = 0
        self.fp = 0
        self.fn = 0
        self.tn = 0

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp += tp
        self.fp += fp
        self.fn += fn
        self.tn += tn

    def compute(self):
        total = self.tp + self.fp + self.fn + self.tn
        if total == 0:
            raise ValueError("todavía no hay datos")
        p = _division(self.tp, self.tp + self.fp)
        r = _division(self.tp, self.tp + self.fn)
        return {
            "accuracy": (self.tp + self.tn) / total,
            "precision": p,
            "recall": r,
            "f1": _division(2 * p * r, p + r),
        }
