# unusual: written by a NumPy person: everything to float64 arrays, np.add.at tables, hypot.reduce for the RMSE
import numpy as np
import torch
from torch import Tensor


def _arrays(preds, target):
    a = preds.detach().cpu().numpy()
    b = target.detach().cpu().numpy()
    if a.shape != b.shape:
        raise ValueError(f"shape mismatch: {a.shape} != {b.shape}")
    if a.size == 0:
        raise ValueError("empty arrays")
    return a, b


def _confusion(preds, target, k):
    p, t = _arrays(preds, target)
    table = np.zeros((k, k), dtype=np.int64)
    np.add.at(table, (t.astype(np.intp), p.astype(np.intp)), 1)
    return table  # rows: truth, columns: prediction


def _safe(a, b):
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    return np.divide(a, b, out=np.zeros_like(a), where=b != 0)


def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    (tn, fp), (fn, tp) = _confusion(preds, target, 2).tolist()
    return tp, fp, fn, tn


def accuracy(preds: Tensor, target: Tensor) -> float:
    p, t = _arrays(preds, target)
    return float(np.count_nonzero(p == t) / p.size)


def precision(preds: Tensor, target: Tensor) -> float:
    m = _confusion(preds, target, 2)
    return float(_safe(m[1, 1], m[:, 1].sum()))


def recall(preds: Tensor, target: Tensor) -> float:
    m = _confusion(preds, target, 2)
    return float(_safe(m[1, 1], m[1].sum()))


def f1_score(preds: Tensor, target: Tensor) -> float:
    m = _confusion(preds, target, 2)
    return float(_safe(2 * m[1, 1], m[1].sum() + m[:, 1].sum()))


def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    m = _confusion(preds, target, num_classes)
    return float(_safe(2 * np.diag(m), m.sum(axis=0) + m.sum(axis=1)).mean())


def rmse(preds: Tensor, target: Tensor) -> float:
    p, t = _arrays(preds, target)
    return float(np.hypot.reduce((t.astype(np.float64) - p).ravel()) / np.sqrt(p.size))


def mae(preds: Tensor, target: Tensor) -> float:
    p, t = _arrays(preds, target)
    return float(np.abs(t.astype(np.float64) - p).mean())


def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    p, t = _arrays(preds, target)
    y = t.astype(np.float64)
    return float(100.0 * np.mean(np.abs(y - p) / np.maximum(eps, np.abs(y))))


def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    p, t = (a.astype(np.float64) for a in _arrays(preds, target))
    half = np.maximum(np.abs(p) + np.abs(t), eps) / 2
    return float(np.average(np.abs(p - t) / half))


def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    z = logits.detach().cpu().numpy()
    if z.size == 0:
        raise ValueError("empty logits")
    if z.ndim == 2 and z.shape[1] > 1:
        out = np.argmax(z, axis=-1)
    else:
        prob = 0.5 * (1.0 + np.tanh(0.5 * z.astype(np.float64)))
        out = np.where(prob >= threshold, 1, 0).reshape(len(z))
    return torch.from_numpy(np.ascontiguousarray(out, dtype=np.int64)).to(logits.device)


class RunningMetrics:
    def __init__(self) -> None:
        self.table = np.zeros((2, 2), dtype=np.int64)

    def update(self, preds: Tensor, target: Tensor) -> None:
        self.table = self.table + _confusion(preds, target, 2)

    def compute(self) -> dict[str, float]:
        m = self.table
        if m.sum() == 0:
            raise ValueError("nothing to compute")
        values = _safe(
            [np.trace(m), m[1, 1], m[1, 1], 2 * m[1, 1]],
            [m.sum(), m[:, 1].sum(), m[1].sum(), m[1].sum() + m[:, 1].sum()],
        )
        return dict(zip(("accuracy", "precision", "recall", "f1"), values.tolist()))

    def reset(self) -> None:
        self.table = np.zeros_like(self.table)
