# %%
# Una razón es una fracción: se calcula exacta y solo al final se pasa a float.
from fractions import Fraction
from statistics import fmean

import torch
from torch import Tensor


def _fraccion(numerador: int, denominador: int) -> Fraction:
    return Fraction(numerador, denominador) if denominador else Fraction(0)


def _listas(preds: Tensor, target: Tensor) -> tuple[list, list]:
    if preds.shape != target.shape:
        raise ValueError(f"{list(preds.shape)} y {list(target.shape)} no son la misma forma")
    if preds.numel() == 0:
        raise ValueError("no se puede medir sin muestras")
    return preds.tolist(), target.tolist()


def _tp_dichos_reales(preds: list, target: list, clase: int) -> tuple[int, int, int]:
    tp = sum(p == t == clase for p, t in zip(preds, target))
    return tp, preds.count(clase), target.count(clase)


# %%
def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    p, t = _listas(preds, target)
    tp, dichos, reales = _tp_dichos_reales(p, t, 1)
    return tp, dichos - tp, reales - tp, len(p) - dichos - reales + tp


# %%
def accuracy(preds: Tensor, target: Tensor) -> float:
    p, t = _listas(preds, target)
    return float(_fraccion(sum(map(int.__eq__, p, t)), len(p)))


# %%
def precision(preds: Tensor, target: Tensor) -> float:
    tp, dichos, _ = _tp_dichos_reales(*_listas(preds, target), 1)
    return float(_fraccion(tp, dichos))


# %%
def recall(preds: Tensor, target: Tensor) -> float:
    tp, _, reales = _tp_dichos_reales(*_listas(preds, target), 1)
    return float(_fraccion(tp, reales))


# %%
def f1_score(preds: Tensor, target: Tensor) -> float:
    tp, dichos, reales = _tp_dichos_reales(*_listas(preds, target), 1)
    p, r = _fraccion(tp, dichos), _fraccion(tp, reales)
    return float(2 * p * r / (p + r)) if p + r else 0.0


# %%
def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    listas = _listas(preds, target)
    suma = Fraction(0)
    for clase in range(num_classes):
        tp, dichos, reales = _tp_dichos_reales(*listas, clase)
        suma += _fraccion(2 * tp, dichos + reales)
    return float(suma / num_classes)


# %%
def rmse(preds: Tensor, target: Tensor) -> float:
    return fmean((t - p) ** 2 for p, t in zip(*_listas(preds, target))) ** 0.5


# %%
def mae(preds: Tensor, target: Tensor) -> float:
    return fmean(abs(t - p) for p, t in zip(*_listas(preds, target)))


# %%
def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    return 100 * fmean(
        abs(t - p) / max(eps, abs(t)) for p, t in zip(*_listas(preds, target))
    )


# %%
def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    # 2·e/(|t|+|p|) es el error dividido por el tamaño medio
    return fmean(
        2 * abs(t - p) / max(abs(t) + abs(p), eps) for p, t in zip(*_listas(preds, target))
    )


# %%
def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if 0 in logits.shape:
        raise ValueError("no hay logits")
    multiclase = logits.ndim == 2 and logits.shape[1] != 1
    if multiclase:
        # el primero del orden descendente
        return logits.sort(dim=1, descending=True, stable=True).indices[:, 0]
    return torch.heaviside(
        torch.sigmoid(logits.detach().ravel()) - threshold, torch.ones((), dtype=logits.dtype, device=logits.device)
    ).to(torch.int64)


# %%
class RunningMetrics:
    def __init__(self) -> None:
        self.preds: list[int] = []
        self.target: list[int] = []

    def update(self, preds: Tensor, target: Tensor) -> None:
        p, t = _listas(preds, target)
        self.preds += p
        self.target += t

    def compute(self) -> dict[str, float]:
        if not self.preds:
            raise ValueError("nada visto desde el último reset")
        tp, dichos, reales = _tp_dichos_reales(self.preds, self.target, 1)
        n = len(self.preds)
        tn = n - dichos - reales + tp
        return {
            "accuracy": float(_fraccion(tp + tn, n)),
            "precision": float(_fraccion(tp, dichos)),
            "recall": float(_fraccion(tp, reales)),
            "f1": float(_fraccion(2 * tp, dichos + reales)),
        }

    def reset(self) -> None:
        self.preds.clear()
        self.target.clear()
