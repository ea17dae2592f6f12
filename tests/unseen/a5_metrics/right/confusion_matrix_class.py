"""Todas las métricas de clasificación salen de una misma matriz de confusión."""
from __future__ import annotations

import torch
from torch import Tensor


class MatrizDeConfusion:
    def __init__(self, num_clases: int):
        self.num_clases = num_clases
        self.m = torch.zeros(num_clases, num_clases, dtype=torch.int64)

    @classmethod
    def desde(cls, preds: Tensor, target: Tensor, num_clases: int) -> MatrizDeConfusion:
        matriz = cls(num_clases)
        matriz.agregar(preds, target)
        return matriz

    def agregar(self, preds: Tensor, target: Tensor) -> None:
        chequear(preds, target)
        indices = target.long() * self.num_clases + preds.long()
        conteo = torch.bincount(indices.cpu(), minlength=self.num_clases ** 2)
        self.m = self.m + conteo.reshape(self.num_clases, self.num_clases)

    @property
    def n(self) -> int:
        return int(self.m.sum())

    def exactitud(self) -> float:
        return int(self.m.trace()) / self.n

    def precision(self, c: int) -> float:
        columna = int(self.m[:, c].sum())
        return int(self.m[c, c]) / columna if columna else 0.0

    def recall(self, c: int) -> float:
        fila = int(self.m[c].sum())
        return int(self.m[c, c]) / fila if fila else 0.0

    def f1(self, c: int) -> float:
        p, r = self.precision(c), self.recall(c)
        return 2 * p * r / (p + r) if p + r > 0 else 0.0


def chequear(preds: Tensor, target: Tensor) -> None:
    if preds.shape != target.shape:
        raise ValueError("`preds` y `target` no tienen la misma forma")
    if preds.shape[0] == 0:
        raise ValueError("no se puede evaluar un conjunto vacío")


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    (tn, fp), (fn, tp) = MatrizDeConfusion.desde(preds, target, 2).m.tolist()
    return tp, fp, fn, tn


def accuracy(preds: Tensor, target: Tensor) -> float:
    chequear(preds, target)
    clases = int(max(preds.max(), target.max())) + 1
    return MatrizDeConfusion.desde(preds, target, clases).exactitud()


def precision(preds: Tensor, target: Tensor) -> float:
    return MatrizDeConfusion.desde(preds, target, 2).precision(1)


def recall(preds: Tensor, target: Tensor) -> float:
    return MatrizDeConfusion.desde(preds, target, 2).recall(1)


def f1_score(preds: Tensor, target: Tensor) -> float:
    return MatrizDeConfusion.desde(preds, target, 2).f1(1)


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    matriz = MatrizDeConfusion.desde(preds, target, num_classes)
    return sum(matriz.f1(c) for c in range(num_classes)) / num_classes


def rmse(preds: Tensor, target: Tensor) -> float:
    chequear(preds, target)
    return (target - preds).pow(2).mean().pow(0.5).item()


def mae(preds: Tensor, target: Tensor) -> float:
    chequear(preds, target)
    return (target - preds).abs().sum().item() / target.shape[0]


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    chequear(preds, target)
    relativo = (target - preds).abs() / target.abs().clamp(min=eps)
    return relativo.mean().item() * 100


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    chequear(preds, target)
    relativo = (target - preds).abs() / (target.abs() + preds.abs()).clamp(min=eps)
    return relativo.sum().item() * 2 / len(target)


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("tensor vacío")
    if logits.dim() == 1:
        logits = logits.unsqueeze(1)
    if logits.shape[1] > 1:
        return logits.softmax(dim=1).argmax(dim=1)
    return (logits.sigmoid() >= threshold).squeeze(1).long()


class RunningMetrics:
    def __init__(self) -> None:
        self.matriz = MatrizDeConfusion(2)

    def update(self, preds: Tensor, target: Tensor) -> None:
        self.matriz.agregar(preds, target)

    def compute(self) -> dict[str, float]:
        if self.matriz.n == 0:
            raise ValueError("compute antes de update")
        return {
            "accuracy": self.matriz.exactitud(),
            "precision": self.matriz.precision(1),
            "recall": self.matriz.recall(1),
            "f1": self.matriz.f1(1),
        }

    def reset(self) -> None:
        self.matriz = MatrizDeConfusion(2)
