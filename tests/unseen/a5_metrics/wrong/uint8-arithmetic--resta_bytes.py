# exercise: confusion_counts
# mistake: The labels are subtracted as bytes, where 0 - 1 is 255: every false negative is counted as a false positive.
import numpy as np
import torch


def _listas(preds, target):
    if preds.shape != target.shape:
        raise ValueError("distinta forma")
    if len(preds) == 0:
        raise ValueError("vacío")
    return np.asarray(preds.cpu()), np.asarray(target.cpu())


def confusion_counts(preds, target):
    p, t = (a.astype(np.uint8) for a in _listas(preds, target))  # ocupan menos
    diferencia = p - t
    tp = np.count_nonzero((diferencia == 0) & (t == 1))
    tn = np.count_nonzero((diferencia == 0) & (t == 0))
    fp = np.count_nonzero(diferencia > 0)
    fn = np.count_nonzero(diferencia < 0)
    return int(tp), int(fp), int(fn), int(tn)


def accuracy(preds, target):
    p, t = _listas(preds, target)
    return float(np.count_nonzero(p == t) / p.size)


def precision(preds, target):
    p, t = _listas(preds, target)
    dichos = t[p == 1]
    return float(dichos.mean()) if dichos.size else 0.0


def recall(preds, target):
    p, t = _listas(preds, target)
    positivos = p[t == 1]
    return float(positivos.mean()) if positivos.size else 0.0


def _f1(p, t):
    comunes = np.logical_and(p, t).sum()
    suma = np.count_nonzero(p) + np.count_nonzero(t)
    return float(2 * comunes / suma) if suma else 0.0


def f1_score(preds, target):
    return _f1(*_listas(preds, target))


def macro_f1(preds, target, num_classes):
    p, t = _listas(preds, target)
    return float(np.mean([_f1(p == c, t == c) for c in range(num_classes)]))


def rmse(preds, target):
    p, t = _listas(preds, target)
    return float(np.sqrt(np.square(t - p).mean()))


def mae(preds, target):
    p, t = _listas(preds, target)
    return float(np.absolute(t - p).mean())


def mape(preds, target, eps=1.17e-6):
    p, t = _listas(preds, target)
    return float(100 * (np.absolute(t - p) / np.maximum(np.absolute(t), eps)).mean())


def smape(preds, target, eps=1.17e-6):
    p, t = _listas(preds, target)
    return float(2 * (np.absolute(t - p) / np.maximum(np.absolute(t) + np.absolute(p), eps)).mean())


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("vacío")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return torch.argmax(logits, axis=1)
    return (torch.sigmoid(logits).reshape(-1) >= threshold).to(torch.int64)


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.lotes = []

    def update(self, preds, target):
        self.lotes.append(_listas(preds, target))

    def compute(self):
        if not self.lotes:
            raise ValueError("no hay lotes")
        p = torch.from_numpy(np.concatenate([a for a, _ in self.lotes]))
        t = torch.from_numpy(np.concatenate([b for _, b in self.lotes]))
        return {"accuracy": accuracy(p, t), "precision": precision(p, t), "recall": recall(p, t), "f1": f1_score(p, t)}
