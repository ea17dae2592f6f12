# Correct: pd.crosstab confusion table, DataFrame.eval for regression, groupby for macro F1, RunningMetrics collects Series and concatenates
import numpy as np
import pandas as pd
import torch

pd.set_option("display.precision", 4)


def _frame(preds, target):
    if preds.shape != target.shape:
        raise ValueError(f"shapes differ: {tuple(preds.shape)} {tuple(target.shape)}")
    if preds.numel() == 0:
        raise ValueError("empty")
    return pd.DataFrame({"pred": preds.detach().cpu().numpy(), "true": target.detach().cpu().numpy()})


def _table(preds, target):
    df = _frame(preds, target)
    return pd.crosstab(df["true"], df["pred"]).reindex(index=[0, 1], columns=[0, 1], fill_value=0)


def _ratio(a, b):
    return float(a / b) if b else 0.0


def confusion_counts(preds, target):
    (tn, fp), (fn, tp) = _table(preds, target).to_numpy().tolist()
    return tp, fp, fn, tn


def accuracy(preds, target):
    return float(_frame(preds, target).eval("pred == true").mean())


def precision(preds, target):
    table = _table(preds, target)
    return _ratio(table.loc[1, 1], table[1].sum())


def recall(preds, target):
    table = _table(preds, target)
    return _ratio(table.loc[1, 1], table.loc[1].sum())


def f1_score(preds, target):
    p, r = precision(preds, target), recall(preds, target)
    return 2 * p * r / (p + r) if p + r > 0 else 0.0


def macro_f1(preds, target, num_classes):
    df = _frame(preds, target)
    classes = range(num_classes)
    hits = df[df["pred"] == df["true"]].groupby("true").size().reindex(classes, fill_value=0)
    total = df["pred"].value_counts().reindex(classes, fill_value=0) + df["true"].value_counts().reindex(classes, fill_value=0)
    return float((2 * hits / total.replace(0, np.nan)).fillna(0).mean())


def _regression(preds, target):
    return _frame(preds, target).astype("float64")


def rmse(preds, target):
    return float(np.sqrt(_regression(preds, target).eval("(true - pred) ** 2").mean(skipna=False)))


def mae(preds, target):
    return float(_regression(preds, target).diff(axis=1)["true"].abs().mean(skipna=False))


def mape(preds, target, eps=1.17e-6):
    df = _regression(preds, target)
    return float(100 * ((df["true"] - df["pred"]).abs() / df["true"].abs().clip(lower=eps)).mean(skipna=False))


def smape(preds, target, eps=1.17e-6):
    df = _regression(preds, target)
    below = (df["true"].abs() + df["pred"].abs()).clip(lower=eps)
    return float(2 * df["true"].sub(df["pred"]).abs().div(below).mean(skipna=False))


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("empty")
    if logits.ndim == 2 and logits.shape[1] > 1:
        values = pd.DataFrame(logits.detach().cpu().numpy()).idxmax(axis=1).to_numpy()
    else:
        proba = pd.Series(torch.sigmoid(logits.detach()).reshape(-1).cpu().numpy())
        values = proba.ge(threshold).astype("int64").to_numpy()
    return torch.tensor(values, dtype=torch.int64, device=logits.device)


class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, preds, target):
        self._frames.append(_frame(preds, target).assign(batch=len(self._frames)))

    def compute(self):
        if not self._frames:
            raise ValueError("nothing seen yet")
        df = pd.concat(self._frames, ignore_index=True)
        preds, target = torch.tensor(df["pred"].to_numpy()), torch.tensor(df["true"].to_numpy())
        return {f.__name__.removesuffix("_score"): f(preds, target) for f in (accuracy, precision, recall, f1_score)}

    def reset(self):
        self._frames = []
