# exercise: f1_score
# mistake: takes the geometric mean sqrt(P * R) (Fowlkes-Mallows) for the harmonic mean
import numpy as np
import torch
from torch import Tensor


def a_numpy(preds, target, tipo=None):
    p, t = preds.detach().cpu().numpy(), target.detach().cpu().numpy()
    if p.shape != t.shape:
        raise ValueError(f"{p.shape} no es {t.shape}")
    if p.size == 0:
        raise ValueError("vacío")
    return (p, t) if tipo is None else (p.astype(tipo), t.astype(tipo))


def tabla(preds, target, clases):
    """Matriz de confusión: filas lo verdadero, columnas lo predicho."""
    p, t = a_numpy(preds, target, np.int64)
    return np.bincount(t * clases + p, minlength=clases**2).reshape(clases, clases)


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    (tn, fp), (fn, tp) = tabla(preds, target, 2).tolist()
    return tp, fp, fn, tn


def accuracy(preds: Tensor, target: Tensor) -> float:
    p, t = a_numpy(preds, target)
    return float(np.mean(p == t))


def precision(preds: Tensor, target: Tensor) -> float:
    tp, fp, _, _ = confusion_counts(preds, target)
    return tp / max(tp + fp, 1)


def recall(preds: Tensor, target: Tensor) -> float:
    tp, _, fn, _ = confusion_counts(preds, target)
    return tp / max(tp + fn, 1)


def f1_score(preds: Tensor, target: Tensor) -> float:
    # la media que castiga el desequilibrio: si uno es 0, todo es 0
    return float(np.sqrt(precision(preds, target) * recall(preds, target)))


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    m = tabla(preds, target, num_classes)
    f1 = 2 * np.diag(m) / np.maximum(m.sum(axis=0) + m.sum(axis=1), 1)
    return float(f1.mean())


def rmse(preds: Tensor, target: Tensor) -> float:
    p, t = a_numpy(preds, target, np.float64)
    return float(np.linalg.norm(t - p) / np.sqrt(t.size))


def mae(preds: Tensor, target: Tensor) -> float:
    p, t = a_numpy(preds, target, np.float64)
    return float(np.abs(t - p).mean())


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    p, t = a_numpy(preds, target, np.float64)
    return float(np.mean(np.abs(t - p) / np.maximum(eps, np.abs(t))) * 100)


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    p, t = a_numpy(preds, target, np.float64)
    return float(2 * np.mean(np.abs(t - p) / np.maximum(np.abs(t) + np.abs(p), eps)))


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if 0 in logits.shape:
        raise ValueError("no hay muestras")
    columnas = logits.view(len(logits), -1) if logits.is_contiguous() else logits.reshape(len(logits), -1)
    if columnas.shape[1] == 1:
        return (torch.sigmoid(columnas[:, 0]) >= threshold).to(torch.long)
    return columnas.max(dim=1).indices


class RunningMetrics:
    def __init__(self) -> None:
        self.conteos = np.zeros(4, dtype=np.int64)  # tp, fp, fn, tn

    def reset(self) -> None:
        self.conteos = np.zeros(4, dtype=np.int64)

    def update(self, preds: Tensor, target: Tensor) -> None:
        self.conteos = self.conteos + np.array(confusion_counts(preds, target))

    def compute(self) -> dict[str, float]:
        tp, fp, fn, tn = self.conteos.tolist()
        if tp + fp + fn + tn == 0:
            raise ValueError("falta llamar a update")
        return {
            "accuracy": (tp + tn) / (tp + fp + fn + tn),
            "precision": tp / max(tp + fp, 1),
            "recall": tp / max(tp + fn, 1),
            "f1": 2 * tp / max(2 * tp + fp + fn, 1),
        }
