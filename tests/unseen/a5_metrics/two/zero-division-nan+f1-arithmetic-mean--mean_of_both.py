# exercise: recall, f1_score
# mistake: recall is nan instead of 0.0 where target holds no positive, and F1 is the plain mean of precision and recall
import numpy as np
import torch


def to_np(preds, target):
    if tuple(preds.shape) != tuple(target.shape):
        raise ValueError("preds and target must have the same shape")
    if target.numel() == 0:
        raise ValueError("empty input")
    return preds.detach().cpu().numpy(), target.detach().cpu().numpy()


def confusion_counts(preds, target):
    p, t = to_np(preds, target)
    cm = np.zeros((2, 2), dtype=np.int64)  # rows: truth, columns: prediction
    np.add.at(cm, (t, p), 1)
    return int(cm[1, 1]), int(cm[0, 1]), int(cm[1, 0]), int(cm[0, 0])


def accuracy(preds, target):
    p, t = to_np(preds, target)
    return float(np.mean(p == t))


def precision(preds, target):
    p, t = to_np(preds, target)
    called = p == 1
    return float(np.mean(t[called] == 1)) if called.any() else 0.0


def recall(preds, target):
    p, t = to_np(preds, target)
    with np.errstate(invalid="ignore", divide="ignore"):
        return float(np.sum((p == 1) & (t == 1)) / np.sum(t == 1))


def f1_score(preds, target):
    tp, fp, fn, _ = confusion_counts(preds, target)
    pr = tp / (tp + fp) if tp + fp else 0.0
    re = tp / (tp + fn) if tp + fn else 0.0
    return float(np.mean([pr, re]))


def macro_f1(preds, target, num_classes):
    p, t = to_np(preds, target)
    cm = np.bincount(t * num_classes + p, minlength=num_classes**2).reshape(num_classes, num_classes)
    both = cm.sum(axis=0) + cm.sum(axis=1)
    f1 = np.where(both > 0, 2 * np.diag(cm) / np.maximum(both, 1), 0.0)
    return float(f1.mean())


def rmse(preds, target):
    p, t = to_np(preds, target)
    return float(np.sqrt(np.mean((t - p) ** 2)))


def mae(preds, target):
    p, t = to_np(preds, target)
    return float(np.mean(np.abs(t - p)))


def mape(preds, target, eps=1.17e-6):
    p, t = to_np(preds, target)
    return float(100 * np.mean(np.abs(t - p) / np.maximum(np.abs(t), eps)))


def smape(preds, target, eps=1.17e-6):
    p, t = to_np(preds, target)
    return float(2 * np.mean(np.abs(t - p) / np.maximum(np.abs(t) + np.abs(p), eps)))


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("empty input")
    if logits.ndim == 1 or logits.shape[1] == 1:
        return (torch.sigmoid(logits.view(-1)) >= threshold).to(torch.long)
    return torch.max(logits, dim=1).indices


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.counts = np.zeros(4, dtype=np.int64)

    def update(self, preds, target):
        self.counts += confusion_counts(preds, target)

    def compute(self):
        tp, fp, fn, tn = self.counts.tolist()
        if tp + fp + fn + tn == 0:
            raise ValueError("update first")
        return dict(
            accuracy=(tp + tn) / (tp + fp + fn + tn),
            precision=tp / max(tp + fp, 1),
            recall=tp / max(tp + fn, 1),
            f1=2 * tp / max(2 * tp + fp + fn, 1),
        )
