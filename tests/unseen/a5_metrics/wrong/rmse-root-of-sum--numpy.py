# exercise: rmse
# mistake: takes the root of the sum of the squared errors, without the mean
import numpy as np
import torch


def to_np(preds, target):
    p, t = preds.detach().cpu().numpy(), target.detach().cpu().numpy()
    if p.shape != t.shape:
        raise ValueError("shapes differ")
    if p.size == 0:
        raise ValueError("no samples")
    return p, t


def confusion_counts(preds, target):
    p, t = to_np(preds, target)
    tp = int(np.sum((p == 1) & (t == 1)))
    fp = int(np.sum((p == 1) & (t == 0)))
    fn = int(np.sum((p == 0) & (t == 1)))
    tn = int(np.sum((p == 0) & (t == 0)))
    return tp, fp, fn, tn


def accuracy(preds, target):
    p, t = to_np(preds, target)
    return float(np.mean(p == t))


def precision(preds, target):
    p, t = to_np(preds, target)
    called = t[p == 1]
    return float(np.mean(called == 1)) if called.size else 0.0


def recall(preds, target):
    p, t = to_np(preds, target)
    positives = p[t == 1]
    return float(np.mean(positives == 1)) if positives.size else 0.0


def f1_score(preds, target):
    p, t = to_np(preds, target)
    hits = np.sum((p == 1) & (t == 1))
    total = np.sum(p == 1) + np.sum(t == 1)
    return float(2 * hits / total) if total > 0 else 0.0


def macro_f1(preds, target, num_classes):
    p, t = to_np(preds, target)
    scores = np.zeros(num_classes)
    for k in range(num_classes):
        hits = np.sum((p == k) & (t == k))
        total = np.sum(p == k) + np.sum(t == k)
        if total > 0:
            scores[k] = 2 * hits / total
    return float(scores.mean())


def rmse(preds, target):
    p, t = to_np(preds, target)
    return float(np.sqrt(np.sum((t - p) ** 2)))


def mae(preds, target):
    p, t = to_np(preds, target)
    return float(np.mean(np.abs(t - p)))


def mape(preds, target, eps=1.17e-6):
    p, t = to_np(preds, target)
    return float(np.mean(np.abs(t - p) / np.maximum(np.abs(t), eps)) * 100)


def smape(preds, target, eps=1.17e-6):
    p, t = to_np(preds, target)
    return float(2 * np.mean(np.abs(t - p) / np.maximum(np.abs(t) + np.abs(p), eps)))


def labels_from_logits(logits, threshold=0.5):
    z = logits.detach().cpu().numpy()
    if z.size == 0:
        raise ValueError("no logits")
    if z.ndim == 2 and z.shape[1] > 1:
        labels = np.argmax(z, axis=1)
    else:
        labels = torch.sigmoid(logits.detach()).cpu().numpy().ravel() >= threshold
    return torch.from_numpy(labels.astype(np.int64)).to(logits.device)


class RunningMetrics:
    def __init__(self):
        self.p, self.t = [], []

    def update(self, preds, target):
        p, t = to_np(preds, target)
        self.p.append(p.copy())
        self.t.append(t.copy())

    def compute(self):
        if not self.p:
            raise ValueError("nothing to compute")
        p = torch.from_numpy(np.concatenate(self.p))
        t = torch.from_numpy(np.concatenate(self.t))
        return {"accuracy": accuracy(p, t), "precision": precision(p, t), "recall": recall(p, t), "f1": f1_score(p, t)}

    def reset(self):
        self.p, self.t = [], []
