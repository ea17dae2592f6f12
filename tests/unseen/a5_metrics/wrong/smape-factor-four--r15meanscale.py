# exercise: smape
# mistake: smape divides by the mean of |y| and |y_hat| and still multiplies by 2, so the factor is 4 instead of 2
import math
import torch


def require_pair(a, b):
    problems = [text for bad, text in ((a.shape != b.shape, "shapes differ"), (a.nelement() < 1, "no samples")) if bad]
    if problems:
        raise ValueError(", ".join(problems))


def confusion_counts(preds, target):
    require_pair(preds, target)
    # 0 = tn, 1 = fp, 2 = fn, 3 = tp
    cells = torch.bincount(preds.long() + 2 * target.long(), minlength=4).tolist()
    return cells[3], cells[1], cells[2], cells[0]


def accuracy(preds, target):
    require_pair(preds, target)
    return (preds == target).double().mean().item()


def _ratio(a, b):
    return a / b if b else 0.0


def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    return _ratio(tp, tp + fp)


def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    return _ratio(tp, tp + fn)


def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    return _ratio(2 * p * r, p + r)


def macro_f1(preds, target, num_classes):
    require_pair(preds, target)
    total = 0.0
    for clase in range(num_classes):
        es_pred = preds == clase
        es_real = target == clase
        tp = (es_pred & es_real).sum().item()
        otros = (es_pred ^ es_real).sum().item()
        if tp > 0:
            total += 2 * tp / (2 * tp + otros)
    return total / num_classes


def rmse(preds, target):
    require_pair(preds, target)
    return float(torch.linalg.vector_norm(preds - target)) / math.sqrt(len(target))


def mae(preds, target):
    require_pair(preds, target)
    return torch.mean(torch.abs(target - preds)).item()


def mape(preds, target, eps=1.17e-6):
    require_pair(preds, target)
    terms = [abs(y - p) / max(eps, abs(y)) for p, y in zip(preds.tolist(), target.tolist())]
    return 100.0 * sum(terms) / len(terms)


def smape(preds, target, eps=1.17e-6):
    require_pair(preds, target)
    size = torch.stack((target, preds)).abs().mean(dim=0)
    relative = (target - preds).abs() / torch.clamp_min(size, eps)
    return float(relative.mean().mul(2))


def labels_from_logits(logits, threshold=0.5):
    if not logits.numel():
        raise ValueError("nothing to label")
    match tuple(logits.shape):
        case (_, columns) if columns > 1:
            return torch.argmax(logits, dim=-1)
        case _:
            probs = logits.flatten().sigmoid()
            return torch.where(probs >= threshold, 1, 0)


class RunningMetrics:
    def __init__(self):
        self.tp = self.fp = self.fn = self.tn = 0

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp += tp
        self.fp += fp
        self.fn += fn
        self.tn += tn

    def compute(self):
        n = self.tp + self.fp + self.fn + self.tn
        if n == 0:
            raise ValueError("todavía no hay datos")
        p = self.tp / (self.tp + self.fp) if self.tp + self.fp > 0 else 0.0
        r = self.tp / (self.tp + self.fn) if self.tp + self.fn > 0 else 0.0
        f1 = 2 * p * r / (p + r) if p + r > 0 else 0.0
        return {"accuracy": (self.tp + self.tn) / n, "precision": p, "recall": r, "f1": f1}

    def reset(self):
        self.tp = self.fp = self.fn = self.tn = 0
