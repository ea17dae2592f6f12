# style: pandas on the side: crosstab-like value_counts; a frozen dataclass Counts with __add__ and properties; numpy for regression
# open options used: RunningMetrics sums Counts; compute returns a plain dict built from dataclass properties
from dataclasses import astuple, dataclass

import numpy as np
import pandas as pd
import torch


def _frame(preds, target):
    if preds.shape != target.shape:
        raise ValueError(f"{preds.shape} != {target.shape}")
    if preds.nelement() == 0:
        raise ValueError("empty")
    return pd.DataFrame({"yhat": preds.detach().cpu().numpy(), "y": target.detach().cpu().numpy()})


@dataclass(frozen=True)
class Counts:
    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0

    @classmethod
    def of(cls, df, positive=1):
        said, true = df["yhat"] == positive, df["y"] == positive
        table = pd.Series(list(zip(said, true))).value_counts()
        return cls(*(int(table.get(key, 0)) for key in [(True, True), (True, False), (False, True), (False, False)]))

    def __add__(self, other):
        return Counts(*map(sum, zip(astuple(self), astuple(other))))

    def _over(self, top, bottom):
        return float(np.divide(top, bottom)) if bottom else 0.0

    accuracy = property(lambda s: s._over(s.tp + s.tn, sum(astuple(s))))
    precision = property(lambda s: s._over(s.tp, s.tp + s.fp))
    recall = property(lambda s: s._over(s.tp, s.tp + s.fn))
    f1 = property(lambda s: s._over(s.tp, s.tp + (s.fp + s.fn) / 2))


def confusion_counts(preds, target):
    return astuple(Counts.of(_frame(preds, target)))


def accuracy(preds, target):
    return float(_frame(preds, target).nunique(axis=1).eq(1).mean())


def precision(preds, target):
    return Counts.of(_frame(preds, target)).precision


def recall(preds, target):
    return Counts.of(_frame(preds, target)).recall


def f1_score(preds, target):
    return Counts.of(_frame(preds, target)).f1


def macro_f1(preds, target, num_classes):
    df = _frame(preds, target)
    return float(pd.Series([Counts.of(df, c).f1 for c in range(num_classes)]).mean())


def _real(preds, target):
    df = _frame(preds, target).astype("float64")
    return df.assign(gap=(df["y"] - df["yhat"]).abs())


def rmse(preds, target):
    return float(np.sqrt(_real(preds, target)["gap"].pow(2).mean()))


def mae(preds, target):
    return float(_real(preds, target)["gap"].mean())


def mape(preds, target, eps=1.17e-6):
    df = _real(preds, target)
    return float((df["gap"] / df["y"].abs().clip(lower=eps)).mean() * 100)


def smape(preds, target, eps=1.17e-6):
    df = _real(preds, target)
    return float((df["gap"] / df[["y", "yhat"]].abs().sum(axis=1).clip(lower=eps)).mean() * 2)


def labels_from_logits(logits, threshold=0.5):
    if logits.nelement() == 0:
        raise ValueError("empty")
    two_dim = logits.unsqueeze(1) if logits.dim() == 1 else logits
    if two_dim.size(1) == 1:
        return torch.where(two_dim[:, 0].sigmoid() < threshold, 0, 1)
    return two_dim.softmax(dim=1).argmax(dim=1)


class RunningMetrics:
    def __init__(self):
        self.counts = Counts()

    def update(self, preds, target):
        self.counts += Counts.of(_frame(preds, target))

    def compute(self):
        if self.counts == Counts():
            raise ValueError("nothing seen")
        return {name: getattr(self.counts, name) for name in ("accuracy", "precision", "recall", "f1")}

    def reset(self):
        self.counts = Counts()
