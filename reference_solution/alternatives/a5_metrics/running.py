"""B90: running metrics by counts, by lists, by other structures."""


# %% four counts
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
        total = self.tp + self.fp + self.fn + self.tn
        if total == 0:
            raise ValueError("no data")
        p = self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0
        r = self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0
        f1 = 2 * p * r / (p + r) if p + r else 0.0
        return {"accuracy": (self.tp + self.tn) / total, "precision": p, "recall": r, "f1": f1}


# %% counters of the class, which an object never shares
class RunningMetrics:
    tp = fp = fn = tn = 0

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp, self.fp, self.fn, self.tn = self.tp + tp, self.fp + fp, self.fn + fn, self.tn + tn

    def compute(self):
        n = self.tp + self.fp + self.fn + self.tn
        if not n:
            raise ValueError("nothing yet")
        return dict(
            accuracy=(self.tp + self.tn) / n,
            precision=self.tp / max(self.tp + self.fp, 1),
            recall=self.tp / max(self.tp + self.fn, 1),
            f1=2 * self.tp / max(2 * self.tp + self.fp + self.fn, 1),
        )

    def reset(self):
        self.tp = self.fp = self.fn = self.tn = 0


# %% Python lists
class RunningMetrics:
    def __init__(self):
        self.preds, self.targets = [], []

    def update(self, preds, target):
        if preds.shape != target.shape:
            raise ValueError("shapes differ")
        self.preds.extend(preds.tolist())
        self.targets.extend(target.tolist())

    def compute(self):
        preds, target = torch.tensor(self.preds), torch.tensor(self.targets)
        names = {"accuracy": accuracy, "precision": precision, "recall": recall, "f1": f1_score}
        return {name: metric(preds, target) for name, metric in names.items()}

    def reset(self):
        self.preds.clear()
        self.targets.clear()


# %% a growing tensor, shapes looked at in compute
class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, preds, target):
        self.preds = preds if self.preds is None else torch.cat((self.preds, preds))
        self.target = target if self.target is None else torch.cat((self.target, target))

    def compute(self):
        if self.preds is None:
            raise ValueError("call update first")
        out = {}
        out["f1"] = f1_score(self.preds, self.target)
        out["recall"] = recall(self.preds, self.target)
        out["precision"] = precision(self.preds, self.target)
        out["accuracy"] = accuracy(self.preds, self.target)
        return out

    def reset(self):
        self.preds = None
        self.target = None


# %% a dataclass
from dataclasses import dataclass, field


@dataclass
class RunningMetrics:
    counts: list = field(default_factory=lambda: [0, 0, 0, 0])

    def update(self, preds, target):
        self.counts = [a + b for a, b in zip(self.counts, confusion_counts(preds, target))]

    def compute(self):
        tp, fp, fn, tn = self.counts
        if sum(self.counts) == 0:
            raise ValueError("empty")
        p = tp / (tp + fp) if tp + fp > 0 else 0.0
        r = tp / (tp + fn) if tp + fn > 0 else 0.0
        return {
            "accuracy": (tp + tn) / sum(self.counts),
            "precision": p,
            "recall": r,
            "f1": 0.0 if p + r == 0 else 2 * p * r / (p + r),
            "support": tp + fn,
        }

    def reset(self):
        self.counts = [0, 0, 0, 0]


# %% a Counter
from collections import Counter


class RunningMetrics:
    def __init__(self):
        self._pairs = Counter()

    def update(self, preds, target):
        if preds.shape != target.shape:
            raise ValueError("shapes")
        self._pairs.update(zip(preds.tolist(), target.tolist()))

    def compute(self):
        n = sum(self._pairs.values())
        if n == 0:
            raise ValueError("compute() before update()")
        tp, said, true = self._pairs[1, 1], self._positive(0), self._positive(1)
        return {
            "accuracy": (tp + self._pairs[0, 0]) / n,
            "precision": tp / said if said else 0.0,
            "recall": tp / true if true else 0.0,
            "f1": 2 * tp / (said + true) if said + true else 0.0,
        }

    def _positive(self, side):
        return sum(count for pair, count in self._pairs.items() if pair[side] == 1)

    def reset(self):
        self._pairs = Counter()


# %% a tensor of counts
class RunningMetrics:
    def __init__(self):
        self.total = torch.zeros(4, dtype=torch.long)

    def update(self, preds, target):
        self.total += torch.tensor(confusion_counts(preds, target))

    def compute(self):
        if not self.total.any():
            raise ValueError("nothing seen")
        tp, fp, fn, tn = self.total.double()
        zero = torch.zeros(())

        def ratio(a, b):
            return (a / b if b > 0 else zero).item()

        return {
            "accuracy": ratio(tp + tn, tp + fp + fn + tn),
            "precision": ratio(tp, tp + fp),
            "recall": ratio(tp, tp + fn),
            "f1": ratio(2 * tp, 2 * tp + fp + fn),
        }

    def reset(self):
        self.total.zero_()


# %% NumPy lists, concatenate raises
class RunningMetrics:
    def __init__(self):
        self.batches = []

    def update(self, preds, target):
        if preds.shape != target.shape:
            raise ValueError("shapes differ")
        self.batches.append((preds.cpu().numpy(), target.cpu().numpy()))

    def compute(self):
        import numpy as np

        p = np.concatenate([batch[0] for batch in self.batches])  # of nothing: a ValueError
        t = np.concatenate([batch[1] for batch in self.batches])
        tp, said, true = (p & t).sum(), p.sum(), t.sum()
        return {
            "accuracy": float((p == t).mean()),
            "precision": float(tp / said) if said else 0.0,
            "recall": float(tp / true) if true else 0.0,
            "f1": float(2 * tp / (said + true)) if said + true else 0.0,
        }

    def reset(self):
        self.__init__()


# %% nn.Module with buffers
class RunningMetrics(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("counts", torch.zeros(4))

    def update(self, preds, target):
        self.counts = self.counts + torch.tensor(confusion_counts(preds, target), dtype=torch.float32)

    def compute(self):
        tp, fp, fn, tn = self.counts.tolist()
        if tp + fp + fn + tn < 1:
            raise ValueError("no samples")
        return {
            "accuracy": (tp + tn) / (tp + fp + fn + tn),
            "precision": tp / (tp + fp) if tp + fp else 0.0,
            "recall": tp / (tp + fn) if tp + fn else 0.0,
            "f1": 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 0.0,
        }

    def reset(self):
        self.counts = torch.zeros(4)
