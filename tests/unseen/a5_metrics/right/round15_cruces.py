# style: pandas on the side: crosstab and reindex for the counts, Series arithmetic for the errors, a DataFrame inside RunningMetrics
# option: RunningMetrics keeps every batch as rows of a frame and computes from the frame
import numpy as np
import pandas as pd
import torch


def _frame(preds, target):
    if preds.shape != target.shape:
        raise ValueError(f"shapes differ: {tuple(preds.shape)} and {tuple(target.shape)}")
    if preds.numel() == 0:
        raise ValueError("no samples")
    columns = {"preds": preds, "target": target}
    return pd.DataFrame({name: t.detach().cpu().numpy().ravel() for name, t in columns.items()})


def _counts(frame):
    table = pd.crosstab(frame["preds"], frame["target"]).reindex(index=[0, 1], columns=[0, 1], fill_value=0)
    return int(table.at[1, 1]), int(table.at[1, 0]), int(table.at[0, 1]), int(table.at[0, 0])


def _ratio(numerator, denominator):
    return pd.Series([numerator]).div(pd.Series([denominator]).replace(0, np.nan)).fillna(0.0).item()


def _summary(frame):
    tp, fp, fn, _ = _counts(frame)
    return {
        "accuracy": float(frame["preds"].eq(frame["target"]).mean()),
        "precision": _ratio(float(tp), tp + fp),
        "recall": _ratio(float(tp), tp + fn),
        "f1": _ratio(2.0 * tp, 2 * tp + fp + fn),
    }


def confusion_counts(preds, target):
    return _counts(_frame(preds, target))


def accuracy(preds, target):
    return _summary(_frame(preds, target))["accuracy"]


def precision(preds, target):
    return _summary(_frame(preds, target))["precision"]


def recall(preds, target):
    return _summary(_frame(preds, target))["recall"]


def f1_score(preds, target):
    return _summary(_frame(preds, target))["f1"]


def macro_f1(preds, target, num_classes):
    frame = _frame(preds, target)
    classes = pd.RangeIndex(num_classes)
    right = frame.loc[frame["preds"].eq(frame["target"]), "target"].value_counts().reindex(classes, fill_value=0)
    seen = sum(frame[c].value_counts().reindex(classes, fill_value=0) for c in ("preds", "target"))
    # 2 tp / (2 tp + fp + fn), whose denominator is how often the class occurs in both columns
    return float((2 * right).div(seen.where(seen > 0)).fillna(0.0).mean())


def _errors(preds, target):
    frame = _frame(preds, target).astype("float64")
    return frame.assign(error=frame["target"].sub(frame["preds"]).abs())


def rmse(preds, target):
    return float(_errors(preds, target)["error"].pow(2).mean() ** 0.5)


def mae(preds, target):
    return float(_errors(preds, target)["error"].mean())


def mape(preds, target, eps=1.17e-6):
    frame = _errors(preds, target)
    return float(frame["error"].div(frame["target"].abs().clip(lower=eps)).mul(100).mean())


def smape(preds, target, eps=1.17e-6):
    frame = _errors(preds, target)
    size = frame[["preds", "target"]].abs().sum(axis="columns").clip(lower=eps)
    return float(frame["error"].div(size).mean() * 2)


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        labels = pd.DataFrame(logits.detach().cpu().numpy()).idxmax(axis="columns").to_numpy()
        return torch.as_tensor(np.array(labels, dtype=np.int64), device=logits.device)
    return torch.sigmoid(logits.detach()).reshape(-1).ge(threshold).to(torch.int64)


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self._frames = []

    def update(self, preds, target):
        self._frames.append(_frame(preds, target))

    def compute(self):
        if not self._frames:
            raise ValueError("nothing was seen yet")
        return _summary(pd.concat(self._frames, ignore_index=True))
