# %%
"""Tarea 5. Pienso en NumPy: lo primero es pasar todo a arreglos."""
import numpy as np
import torch
from torch import Tensor


def _np(preds, target):
    if preds.shape != target.shape:
        raise ValueError(f"shapes {tuple(preds.shape)} != {tuple(target.shape)}")
    if preds.numel() == 0:
        raise ValueError("arreglos vacíos")
    return preds.detach().cpu().numpy(), target.detach().cpu().numpy()


def _div(a, b):
    return float(a) / float(b) if b > 0 else 0.0


# %%
def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    p, t = _np(preds, target)
    p, t = p.astype(bool), t.astype(bool)
    return (
        int(np.count_nonzero(p & t)),
        int(np.count_nonzero(p & ~t)),
        int(np.count_nonzero(~p & t)),
        int(np.count_nonzero(~p & ~t)),
    )


# %%
def accuracy(preds: Tensor, target: Tensor) -> float:
    p, t = _np(preds, target)
    return float(np.mean(p == t))


# %%
def precision(preds: Tensor, target: Tensor) -> float:
    p, t = _np(preds, target)
    elegidos = t[p == 1]
    return float(np.mean(elegidos == 1)) if elegidos.size else 0.0


# %%
def recall(preds: Tensor, target: Tensor) -> float:
    p, t = _np(preds, target)
    return _div(np.sum((p == 1) & (t == 1)), np.sum(t == 1))


# %%
def f1_score(preds: Tensor, target: Tensor) -> float:
    p, t = _np(preds, target)
    tp = np.sum((p == 1) & (t == 1))
    # el denominador 2TP + FP + FN es (cuántos dije) + (cuántos había)
    return _div(2 * tp, np.sum(p == 1) + np.sum(t == 1))


# %%
def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    p, t = _np(preds, target)
    clases = np.arange(num_classes)[:, None]
    tp = ((p == clases) & (t == clases)).sum(axis=1)
    total = (p == clases).sum(axis=1) + (t == clases).sum(axis=1)
    f1 = np.divide(2.0 * tp, total, out=np.zeros(num_classes), where=total > 0)
    return float(f1.mean())


# %%
def rmse(preds: Tensor, target: Tensor) -> float:
    p, t = _np(preds, target)
    return float(np.sqrt(np.mean(np.square(t - p))))


# %%
def mae(preds: Tensor, target: Tensor) -> float:
    p, t = _np(preds, target)
    return float(np.mean(np.abs(t - p)))


# %%
def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    p, t = _np(preds, target)
    return float(100.0 * np.mean(np.abs(t - p) / np.maximum(eps, np.abs(t))))


# %%
def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    p, t = _np(preds, target)
    return float(2.0 * np.mean(np.abs(t - p) / np.maximum(np.abs(t) + np.abs(p), eps)))


# %%
def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("sin logits")
    z = logits.detach().cpu().numpy()
    if z.ndim == 2 and z.shape[1] > 1:
        etiquetas = np.argmax(z, axis=1)
    else:
        # la sigmoide, escrita con tanh para que nada se desborde
        prob = 0.5 * (1.0 + np.tanh(0.5 * z.ravel()))
        etiquetas = np.where(prob >= threshold, 1, 0)
    return torch.from_numpy(etiquetas.astype(np.int64)).to(logits.device)


# %%
class RunningMetrics:
    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        # fila: lo que dijo la red; columna: lo que era
        self.tabla = np.zeros((2, 2), dtype=np.int64)

    def update(self, preds: Tensor, target: Tensor) -> None:
        p, t = _np(preds, target)
        np.add.at(self.tabla, (p.astype(np.intp), t.astype(np.intp)), 1)

    def compute(self) -> dict[str, float]:
        n = self.tabla.sum()
        if n == 0:
            raise ValueError("nada que calcular")
        tp = self.tabla[1, 1]
        return {
            "accuracy": _div(np.trace(self.tabla), n),
            "precision": _div(tp, self.tabla[1].sum()),
            "recall": _div(tp, self.tabla[:, 1].sum()),
            "f1": _div(2 * tp, self.tabla[1].sum() + self.tabla[:, 1].sum()),
        }
