"""The counts are divided by the number of samples."""

from autograder.text import Text

TITLE = Text(
    es="Divide los conteos por el número de muestras", en="It divides the counts by the number of samples"
)
HINT = Text(
    es="Se piden conteos: números enteros que suman n. Dividir toca a las métricas que los usan.",
    en="Counts are asked for: whole numbers that add up to n. Dividing is for the metrics that use them.",
)
SLIDE = "Model Evaluation"


# %% at the end
def confusion_counts(preds, target):
    _check(preds, target)
    n = len(preds)
    tp = ((preds == 1) & (target == 1)).sum().item()
    fp = ((preds == 1) & (target == 0)).sum().item()
    fn = ((preds == 0) & (target == 1)).sum().item()
    tn = ((preds == 0) & (target == 0)).sum().item()
    return tp / n, fp / n, fn / n, tn / n


# %% means
def confusion_counts(preds, target):
    _check(preds, target)
    p, t = preds.bool(), target.bool()
    return tuple(part.float().mean().item() for part in (p & t, p & ~t, ~p & t, ~p & ~t))
