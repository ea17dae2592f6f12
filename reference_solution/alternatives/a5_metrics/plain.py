"""The plain ways, from which most mistakes of this kit are a small step: two of them meet here (see composition.py)."""


# %% accuracy, mean
def accuracy(preds, target):
    _check(preds, target)
    return (preds == target).float().mean().item()


# %% accuracy, sum
def accuracy(preds, target):
    _check(preds, target)
    return (preds == target).sum().item() / len(target)


# %% confusion_counts
def confusion_counts(preds, target):
    _check(preds, target)
    tp = ((preds == 1) & (target == 1)).sum().item()
    fp = ((preds == 1) & (target == 0)).sum().item()
    fn = ((preds == 0) & (target == 1)).sum().item()
    tn = ((preds == 0) & (target == 0)).sum().item()
    return tp, fp, fn, tn


# %% precision
def precision(preds, target):
    tp, fp, _, _ = confusion_counts(preds, target)
    return tp / (tp + fp) if tp + fp else 0.0


# %% recall
def recall(preds, target):
    tp, _, fn, _ = confusion_counts(preds, target)
    return tp / (tp + fn) if tp + fn else 0.0


# %% f1_score by precision and recall
def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    return 2 * p * r / (p + r) if p + r else 0.0


# %% f1_score by counts
def f1_score(preds, target):
    tp, fp, fn, _ = confusion_counts(preds, target)
    return 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 0.0


# %% macro_f1
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    return sum(f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes)) / num_classes


# %% rmse
def rmse(preds, target):
    _check(preds, target)
    return ((preds - target) ** 2).mean().sqrt().item()


# %% mae
def mae(preds, target):
    _check(preds, target)
    return (preds - target).abs().mean().item()


# %% mape
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 100 * ((target - preds).abs() / target.abs().clamp(min=eps)).mean().item()


# %% mape of lists
def mape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return (
        100 * sum(abs(t - p) / max(eps, abs(t)) for p, t in zip(preds.tolist(), target.tolist())) / len(preds)
    )


# %% smape
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return 2 * ((preds - target).abs() / (preds.abs() + target.abs()).clamp(min=eps)).mean().item()


# %% smape of lists
def smape(preds, target, eps=1.17e-6):
    _check(preds, target)
    return (
        2
        * sum(abs(p - t) / max(eps, abs(p) + abs(t)) for p, t in zip(preds.tolist(), target.tolist()))
        / len(preds)
    )


# %% RunningMetrics, tensors kept
class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, preds, target):
        _check(preds, target)
        self.preds.append(preds.clone())
        self.target.append(target.clone())

    def compute(self):
        if not self.preds:
            raise ValueError("no data")
        p, t = torch.cat(self.preds), torch.cat(self.target)
        return {
            "accuracy": accuracy(p, t),
            "precision": precision(p, t),
            "recall": recall(p, t),
            "f1": f1_score(p, t),
        }

    def reset(self):
        self.preds, self.target = [], []


# %% RunningMetrics, counts
class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
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
            raise ValueError("no data")
        p = self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0
        r = self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0
        f1 = 2 * p * r / (p + r) if p + r else 0.0
        return {"accuracy": (self.tp + self.tn) / n, "precision": p, "recall": r, "f1": f1}


# %% macro_f1 of precision and recall
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    total = 0.0
    for c in range(num_classes):
        p = precision((preds == c).long(), (target == c).long())
        r = recall((preds == c).long(), (target == c).long())
        total += 2 * p * r / (p + r) if p + r else 0.0
    return total / num_classes
