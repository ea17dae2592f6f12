"""A library does the work."""

from autograder.text import Text

TITLE = Text(
    es="Importa una librería que ya trae la métrica", en="It imports a library that already has the metric"
)
HINT = Text(
    es="En esta tarea la métrica se escribe a mano; con la librería no aprendes qué hay adentro. En la tarea 6 sí la vas a usar.",
    en="In this assignment the metric is written by hand; with the library you do not learn what is inside. In assignment 6 you will use it.",
)
SLIDE = "Model Evaluation"


# %% accuracy, sklearn
def accuracy(preds, target):
    from sklearn.metrics import accuracy_score

    _check(preds, target)
    return float(accuracy_score(target.tolist(), preds.tolist()))


# %% counts, sklearn
def confusion_counts(preds, target):
    from sklearn.metrics import confusion_matrix

    _check(preds, target)
    tn, fp, fn, tp = confusion_matrix(target.tolist(), preds.tolist(), labels=[0, 1]).ravel().tolist()
    return tp, fp, fn, tn


# %% f1, torchmetrics
def f1_score(preds, target):
    import torchmetrics

    _check(preds, target)
    return torchmetrics.functional.f1_score(preds, target, task="binary").item()


# %% precision, importlib
def precision(preds, target):
    import importlib

    _check(preds, target)
    metrics = importlib.import_module("sklearn.metrics")
    return float(metrics.precision_score(target.tolist(), preds.tolist(), zero_division=0))


# %% recall, torchmetrics
def recall(preds, target):
    from torchmetrics.functional.classification import binary_recall

    _check(preds, target)
    return binary_recall(preds, target).item()


# %% macro, sklearn
def macro_f1(preds, target, num_classes):
    from sklearn.metrics import f1_score as sk_f1

    _check(preds, target)
    return float(
        sk_f1(
            target.tolist(), preds.tolist(), labels=list(range(num_classes)), average="macro", zero_division=0
        )
    )


# %% rmse, sklearn
def rmse(preds, target):
    from sklearn.metrics import root_mean_squared_error

    _check(preds, target)
    return float(root_mean_squared_error(target.tolist(), preds.tolist()))


# %% mae, torchmetrics
def mae(preds, target):
    from torchmetrics.functional import mean_absolute_error

    _check(preds, target)
    return mean_absolute_error(preds, target).item()


# %% mape, torchmetrics
def mape(preds, target, eps=1.17e-6):
    from torchmetrics.functional import mean_absolute_percentage_error

    _check(preds, target)
    return 100 * mean_absolute_percentage_error(preds, target).item()


# %% smape, torchmetrics
def smape(preds, target, eps=1.17e-6):
    import torchmetrics.functional as F

    _check(preds, target)
    return F.symmetric_mean_absolute_percentage_error(preds, target).item()


# %% running
class RunningMetrics:
    def __init__(self):
        from torchmetrics import MetricCollection
        from torchmetrics.classification import BinaryAccuracy, BinaryF1Score, BinaryPrecision, BinaryRecall

        self.metrics = MetricCollection(
            {
                "accuracy": BinaryAccuracy(),
                "precision": BinaryPrecision(),
                "recall": BinaryRecall(),
                "f1": BinaryF1Score(),
            }
        )

    def update(self, preds, target):
        self.metrics.update(preds, target)

    def compute(self):
        return {name: value.item() for name, value in self.metrics.compute().items()}

    def reset(self):
        self.metrics.reset()
