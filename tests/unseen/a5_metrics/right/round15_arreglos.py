# style: NumPy: bincount on a combined code, ufunc.at, errstate with nan_to_num, structured dtype in RunningMetrics
# option: complex numbers for the errors (|y - ŷ| as the modulus), hypot.reduce for the RMSE; arrays that grow in RunningMetrics
import numpy as np
import torch


def _arrays(preds, target, dtype):
    a, b = (np.array(t.detach().cpu(), dtype=dtype) for t in (preds, target))
    if a.shape != b.shape:
        raise ValueError(f"{a.shape} != {b.shape}")
    if a.size == 0:
        raise ValueError("empty input")
    return a, b


def _divide(a, b):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(np.true_divide(a, b), nan=0.0, posinf=0.0)


def _confusion(preds, target, n):
    matrix = np.zeros((n, n), dtype=np.int64)
    np.add.at(matrix, (target, preds), 1)
    return matrix


def _scores(counts):
    """From counts indexed by 2·target + pred."""
    tn, fp, fn, tp = (int(c) for c in counts)
    return dict(
        accuracy=float(_divide(tp + tn, tn + fp + fn + tp)),
        precision=float(_divide(tp, tp + fp)),
        recall=float(_divide(tp, tp + fn)),
        f1=float(_divide(2 * tp, 2 * tp + fp + fn)),
    )


def _codes(preds, target):
    preds, target = _arrays(preds, target, np.int64)
    return np.bincount((2 * target + preds).ravel(), minlength=4)


def confusion_counts(preds, target):
    tn, fp, fn, tp = _codes(preds, target).tolist()
    return tp, fp, fn, tn


def accuracy(preds, target):
    return float(np.mean(np.equal(*_arrays(preds, target, np.int64))))


def precision(preds, target):
    return _scores(_codes(preds, target))["precision"]


def recall(preds, target):
    return _scores(_codes(preds, target))["recall"]


def f1_score(preds, target):
    return _scores(_codes(preds, target))["f1"]


def macro_f1(preds, target, num_classes):
    m = _confusion(*_arrays(preds, target, np.int64), num_classes)
    return float(np.average(_divide(2 * np.diag(m), m.sum(axis=0) + m.sum(axis=1))))


def _moduli(preds, target):
    preds, target = _arrays(preds, target, np.float64)
    plane = target - preds + 0j
    return np.abs(plane), np.abs(preds), np.abs(target)


def rmse(preds, target):
    error, *_ = _moduli(preds, target)
    return float(np.hypot.reduce(error, axis=None) / np.sqrt(error.size))


def mae(preds, target):
    error, *_ = _moduli(preds, target)
    return float(np.add.reduce(error, axis=None) / error.size)


def mape(preds, target, eps=1.17e-6):
    error, _, size = _moduli(preds, target)
    return float(np.mean(np.divide(error, np.fmax(size, eps))) * 100)


def smape(preds, target, eps=1.17e-6):
    error, a, b = _moduli(preds, target)
    return float(np.mean(error / (np.maximum(a + b, eps) / 2)))


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("empty input")
    z = np.array(logits.detach().cpu())
    if z.ndim == 2 and z.shape[1] > 1:
        labels = z.argmax(axis=-1)
    else:
        # stable on both sides: exp of a number that is never positive
        small = np.exp(-np.abs(z.reshape(-1)))
        labels = np.where(z.reshape(-1) >= 0, 1 / (1 + small), small / (1 + small)) >= z.dtype.type(threshold)
    return torch.from_numpy(labels.astype("int64")).to(logits.device)


class RunningMetrics:
    dtype = np.dtype([("pred", np.int8), ("target", np.int8)])

    def __init__(self):
        self.rows = np.empty(0, dtype=self.dtype)

    def update(self, preds, target):
        preds, target = _arrays(preds, target, np.int8)
        batch = np.empty(preds.shape, dtype=self.dtype)
        batch["pred"], batch["target"] = preds, target
        self.rows = np.hstack((self.rows, batch))

    def compute(self):
        if self.rows.size == 0:
            raise ValueError("nothing to compute")
        return _scores(np.bincount(2 * self.rows["target"] + self.rows["pred"], minlength=4))

    def reset(self):
        self.rows = self.rows[:0]
