# exercise: mape
# mistake: divides by |y| alone: eps is never used and a target of 0 gives inf or NaN
import torch
from torch import Tensor


def revisar(preds, target):
    if preds.shape != target.shape:
        raise ValueError("preds y target tienen formas distintas")
    if preds.numel() == 0:
        raise ValueError("no hay muestras")


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    revisar(preds, target)
    tp = ((preds == 1) & (target == 1)).sum().item()
    fp = ((preds == 1) & (target == 0)).sum().item()
    fn = ((preds == 0) & (target == 1)).sum().item()
    tn = ((preds == 0) & (target == 0)).sum().item()
    return tp, fp, fn, tn


def accuracy(preds: Tensor, target: Tensor) -> float:
    revisar(preds, target)
    aciertos = (preds == target).sum().item()
    return aciertos / len(target)


def precision(preds: Tensor, target: Tensor) -> float:
    tp, fp, fn, tn = confusion_counts(preds, target)
    if tp + fp == 0:
        return 0.0
    return tp / (tp + fp)


def recall(preds: Tensor, target: Tensor) -> float:
    tp, fp, fn, tn = confusion_counts(preds, target)
    if tp + fn == 0:
        return 0.0
    return tp / (tp + fn)


def f1_score(preds: Tensor, target: Tensor) -> float:
    tp, fp, fn, tn = confusion_counts(preds, target)
    if 2 * tp + fp + fn == 0:
        return 0.0
    return 2 * tp / (2 * tp + fp + fn)


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    revisar(preds, target)
    suma = 0.0
    for clase in range(num_classes):
        # esta clase contra todas las demas
        tp = ((preds == clase) & (target == clase)).sum().item()
        fp = ((preds == clase) & (target != clase)).sum().item()
        fn = ((preds != clase) & (target == clase)).sum().item()
        if 2 * tp + fp + fn > 0:
            suma += 2 * tp / (2 * tp + fp + fn)
    return suma / num_classes


def rmse(preds: Tensor, target: Tensor) -> float:
    revisar(preds, target)
    error = target.double() - preds.double()
    return torch.sqrt((error ** 2).mean()).item()


def mae(preds: Tensor, target: Tensor) -> float:
    revisar(preds, target)
    return (target - preds).abs().mean().item()


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    revisar(preds, target)
    porcentajes = []
    for y_hat, y in zip(preds, target):
        # ojo con la slide: abajo va el valor absoluto
        porcentajes.append(100 * torch.abs((y - y_hat) / y))
    return torch.stack(porcentajes).mean().item()


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    revisar(preds, target)
    abajo = (target.abs() + preds.abs()).clamp(min=eps)
    return 2 * ((target - preds).abs() / abajo).mean().item()


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("no hay logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    probs = torch.sigmoid(logits.reshape(-1))
    return (probs >= threshold).long()


class RunningMetrics:
    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.tp = 0
        self.fp = 0
        self.fn = 0
        self.tn = 0

    def update(self, preds: Tensor, target: Tensor) -> None:
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp += tp
        self.fp += fp
        self.fn += fn
        self.tn += tn

    def compute(self) -> dict[str, float]:
        n = self.tp + self.fp + self.fn + self.tn
        if n == 0:
            raise ValueError("todavia no hay nada que calcular")
        p = self.tp / (self.tp + self.fp) if self.tp + self.fp > 0 else 0.0
        r = self.tp / (self.tp + self.fn) if self.tp + self.fn > 0 else 0.0
        f1 = 2 * p * r / (p + r) if p + r > 0 else 0.0
        return {"accuracy": (self.tp + self.tn) / n, "precision": p, "recall": r, "f1": f1}
