from abc import ABC, abstractmethod

import torch
from torch import Tensor


class Metrica(ABC):
    def __call__(self, preds: Tensor, target: Tensor, *args, **kwargs):
        if preds.shape != target.shape:
            raise ValueError("shapes")
        if preds.numel() == 0:
            raise ValueError("empty")
        return self.calcular(preds, target, *args, **kwargs)

    @abstractmethod
    def calcular(self, preds, target): ...


class Conteo(Metrica):
    def calcular(self, preds, target):
        p, t = preds > 0, target > 0
        return (p & t).sum().item(), (p & ~t).sum().item(), (~p & t).sum().item(), (~p & ~t).sum().item()


class Exactitud(Metrica):
    def calcular(self, preds, target):
        return (preds == target).double().mean().item()


class Razon(Metrica):
    def __init__(self, arriba, abajo):
        self.arriba, self.abajo = arriba, abajo

    def calcular(self, preds, target):
        c = confusion_counts(preds, target)
        abajo = self.abajo(*c)
        return self.arriba(*c) / abajo if abajo else 0.0


class Error(Metrica):
    def __init__(self, termino, factor=1.0, final=lambda x: x):
        self.termino, self.factor, self.final = termino, factor, final

    def calcular(self, preds, target, eps=1.17e-6):
        terminos = self.termino(preds.double(), target.double(), eps)
        return float(self.final(self.factor * terminos.mean()))


class Macro(Metrica):
    def calcular(self, preds, target, num_classes):
        return sum(f1_score(preds.eq(c).long(), target.eq(c).long()) for c in range(num_classes)) / num_classes


confusion_counts = Conteo()
accuracy = Exactitud()
precision = Razon(lambda tp, fp, fn, tn: tp, lambda tp, fp, fn, tn: tp + fp)
recall = Razon(lambda tp, fp, fn, tn: tp, lambda tp, fp, fn, tn: tp + fn)
f1_score = Razon(lambda tp, fp, fn, tn: 2 * tp, lambda tp, fp, fn, tn: 2 * tp + fp + fn)
macro_f1 = Macro()
rmse = Error(lambda p, y, eps: (y - p) ** 2, final=torch.sqrt)
mae = Error(lambda p, y, eps: (y - p).abs())
mape = Error(lambda p, y, eps: (y - p).abs() / y.abs().clamp(min=eps), factor=100)
smape = Error(lambda p, y, eps: (y - p).abs() / (y.abs() + p.abs()).clamp(min=eps), factor=2)


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("empty")
    if logits.dim() > 1 and logits.shape[1] > 1:
        return logits.argmax(-1)
    return (torch.special.expit(logits).flatten() >= threshold).long()


class RunningMetrics:
    __slots__ = ("c",)

    def __init__(self):
        self.c = [0, 0, 0, 0]

    def update(self, preds, target):
        self.c = [a + b for a, b in zip(self.c, confusion_counts(preds, target))]
        return self

    def compute(self):
        n = sum(self.c)
        if n == 0:
            raise ValueError("nothing seen")
        tp, fp, fn, tn = self.c
        d = {"accuracy": (tp + tn) / n}
        for nombre, metrica in (("precision", precision), ("recall", recall), ("f1", f1_score)):
            abajo = metrica.abajo(*self.c)
            d[nombre] = metrica.arriba(*self.c) / abajo if abajo else 0.0
        return d

    def reset(self):
        self.c = [0] * 4
