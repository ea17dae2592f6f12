# exercises: precision, recall, RunningMetrics
from dataclasses import dataclass, field
from typing import NamedTuple

import torch


class Conteos(NamedTuple):
    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0

    @property
    def total(self) -> int:
        return sum(self)

    def mas(self, otro: "Conteos") -> "Conteos":
        return Conteos(*(a + b for a, b in zip(self, otro)))

    def precision(self) -> float:
        return self.tp / (self.tp + self.fp)

    def recall(self) -> float:
        return self.tp / (self.tp + self.fn)

    def f1(self) -> float:
        abajo = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / abajo if abajo else 0.0


class EntradaInvalida(ValueError):
    pass


def verificar(preds, target):
    if preds.shape != target.shape:
        raise EntradaInvalida("formas distintas")
    if preds.numel() == 0:
        raise EntradaInvalida("vacío")


def confusion_counts(preds, target):
    verificar(preds, target)
    return Conteos(
        tp=torch.logical_and(preds == 1, target == 1).sum().item(),
        fp=torch.logical_and(preds == 1, target == 0).sum().item(),
        fn=torch.logical_and(preds == 0, target == 1).sum().item(),
        tn=torch.logical_and(preds == 0, target == 0).sum().item(),
    )


def accuracy(preds, target):
    verificar(preds, target)
    return torch.count_nonzero(preds == target).item() / preds.numel()


def precision(preds, target):
    return confusion_counts(preds, target).precision()


def recall(preds, target):
    return confusion_counts(preds, target).recall()


def f1_score(preds, target):
    return confusion_counts(preds, target).f1()


def macro_f1(preds, target, num_classes):
    verificar(preds, target)
    resultados = torch.zeros(num_classes, dtype=torch.float64)
    for c in range(num_classes):
        resultados[c] = confusion_counts((preds == c) * 1, (target == c) * 1).f1()
    return resultados.mean().item()


def rmse(preds, target):
    verificar(preds, target)
    e = (preds - target).double()
    return torch.sqrt(e @ e / len(e)).item()


def mae(preds, target):
    verificar(preds, target)
    return torch.linalg.vector_norm(preds - target, ord=1).item() / len(preds)


def mape(preds, target, eps=1.17e-6):
    verificar(preds, target)
    base = target.abs()
    base = torch.where(base < eps, eps, base)
    return 100.0 * torch.mean((preds - target).abs() / base).item()


def smape(preds, target, eps=1.17e-6):
    verificar(preds, target)
    base = preds.abs() + target.abs()
    base[base < eps] = eps          # base es un tensor nuevo
    return 2.0 * torch.mean((preds - target).abs() / base).item()


def labels_from_logits(logits, threshold=0.5):
    if len(logits) == 0:
        raise EntradaInvalida("vacío")
    if logits.ndim == 2 and logits.shape[-1] > 1:
        _, clase = torch.max(logits, dim=-1)
        return clase
    return (logits.reshape(len(logits)) >= torch.logit(torch.tensor(threshold))).long()


@dataclass
class RunningMetrics:
    conteos: Conteos = field(default_factory=Conteos)

    def update(self, preds, target):
        self.conteos = self.conteos.mas(confusion_counts(preds, target))

    def compute(self):
        c = self.conteos
        if c.total == 0:
            raise EntradaInvalida("sin datos")
        return {"accuracy": (c.tp + c.tn) / c.total, "precision": c.precision(), "recall": c.recall(), "f1": c.f1()}

    def reset(self):
        self.conteos = Conteos()
