# Unusual: pandas does the counting (crosstab, reindexed) and the regression metrics are aggregations of a frame of columns.
import numpy as np
import pandas as pd
import torch


def frame(preds, target):
    if preds.shape != target.shape:
        raise ValueError("preds and target differ in shape")
    if preds.numel() == 0:
        raise ValueError("there is nothing to measure")
    return pd.DataFrame({"said": preds.detach().cpu().numpy(), "true": target.detach().cpu().numpy()})


def table(preds, target, classes=2):
    df = frame(preds, target)
    labels = range(classes)
    return pd.crosstab(df["true"], df["said"]).reindex(index=labels, columns=labels, fill_value=0)


def safe(numerator, denominator) -> float:
    return float(numerator / denominator) if denominator > 0 else 0.0


def confusion_counts(preds, target):
    t = table(preds, target)
    return tuple(int(t.at[true, said]) for true, said in [(1, 1), (0, 1), (1, 0), (0, 0)])


def accuracy(preds, target):
    df = frame(preds, target)
    return float(df["said"].eq(df["true"]).mean())


def precision(preds, target):
    t = table(preds, target)
    return safe(t.loc[1, 1], t[1].sum())


def recall(preds, target):
    t = table(preds, target)
    return safe(t.loc[1, 1], t.loc[1].sum())


def f1_score(preds, target):
    t = table(preds, target)
    return safe(2 * t.loc[1, 1], t[1].sum() + t.loc[1].sum())


def macro_f1(preds, target, num_classes):
    t = table(preds, target, num_classes)
    denominator = t.sum(axis=0) + t.sum(axis=1)
    per_class = 2 * pd.Series(np.diag(t), index=t.index) / denominator.where(denominator > 0)
    return float(per_class.fillna(0.0).mean())


def columns(preds, target):
    df = frame(preds, target).astype(np.float64)
    return df.assign(error=df["true"].sub(df["said"]).abs(), size=df["true"].abs(), both=df.abs().sum(axis=1))


def rmse(preds, target):
    return float(columns(preds, target)["error"].pow(2).mean() ** 0.5)


def mae(preds, target):
    return float(columns(preds, target)["error"].mean())


def mape(preds, target, eps=1.17e-6):
    df = columns(preds, target)
    return float(df["error"].div(df["size"].clip(lower=eps)).mean() * 100)


def smape(preds, target, eps=1.17e-6):
    df = columns(preds, target)
    return float(df["error"].div(df["both"].clip(lower=eps)).mean() * 2)


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("no logits")
    if logits.ndim == 2 and logits.size(1) > 1:
        return torch.from_numpy(pd.DataFrame(logits.detach().cpu().numpy()).idxmax(axis=1).to_numpy(np.int64)).to(logits.device)
    probability = torch.sigmoid(logits).flatten()
    return (probability >= threshold).to(dtype=torch.int64)


class RunningMetrics:
    """Keeps the batches in a list and joins them when it has to."""

    def __init__(self):
        self.frames = []

    def update(self, preds, target):
        self.frames.append(frame(preds, target))

    def compute(self):
        if not self.frames:
            raise ValueError("no batch yet")
        df = pd.concat(self.frames, ignore_index=True)
        said, true = (torch.tensor(df[name].to_numpy()) for name in ("said", "true"))
        metrics = {"accuracy": accuracy, "precision": precision, "recall": recall, "f1": f1_score}
        return {name: metric(said, true) for name, metric in metrics.items()}

    def reset(self):
        self.frames.clear()
