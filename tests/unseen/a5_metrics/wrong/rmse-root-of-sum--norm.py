# exercise: rmse
# mistake: takes the norm of the errors: the root of their sum of squares, never divided by n
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
    real = t == 1
    return float(np.mean(p[real] == 1)) if real.any() else 0.0


def f1_score(preds, target):
    pr, re = precision(preds, target), recall(preds, target)
    return 2.0 / (1.0 / pr + 1.0 / re) if pr > 0 and re > 0 else 0.0


def macro_f1(preds, target, num_classes):
    p, t = to_np(preds, target)
    cm = np.bincount(t * num_classes + p, minlength=num_classes**2).reshape(num_classes, num_classes)
    both = cm.sum(axis=0) + cm.sum(axis=1)
    f1 = np.where(both > 0, 2 * np.diag(cm) / np.maximum(both, 1), 0.0)
    return float(f1.mean())


def rmse(preds, target):
    p, t = to_np(preds, target)
    return float(np.linalg.norm(t - p))


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
        self.history = None

    def reset(self):
        self.history = None

    def update(self, preds, target):
        batch = np.stack(to_np(preds, target))
        self.history = batch if self.history is None else np.concatenate([self.history, batch], axis=1)

    def compute(self):
        if self.history is None:
            raise ValueError("update first")
        p, t = torch.from_numpy(self.history)
        return dict(accuracy=accuracy(p, t), precision=precision(p, t), recall=recall(p, t), f1=f1_score(p, t))
