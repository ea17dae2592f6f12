"""The dictionary has other keys."""

from autograder.text import Text

TITLE = Text(es="El diccionario tiene otras claves", en="The dictionary has other keys")
HINT = Text(
    es="Las claves son accuracy, precision, recall y f1, en minúsculas.",
    en="The keys are accuracy, precision, recall and f1, in lower case.",
)
SLIDE = "Model Evaluation"


# %% f1_score
class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, preds, target):
        _check(preds, target)
        self.preds.append(preds)
        self.target.append(target)

    def compute(self):
        if not self.preds:
            raise ValueError("no data")
        p, t = torch.cat(self.preds), torch.cat(self.target)
        return {metric.__name__: metric(p, t) for metric in (accuracy, precision, recall, f1_score)}

    def reset(self):
        self.preds, self.target = [], []


# %% capitals
class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, preds, target):
        _check(preds, target)
        self.preds += preds.tolist()
        self.target += target.tolist()

    def compute(self):
        p, t = torch.tensor(self.preds), torch.tensor(self.target)
        return {
            "Accuracy": accuracy(p, t),
            "Precision": precision(p, t),
            "Recall": recall(p, t),
            "F1": f1_score(p, t),
        }

    def reset(self):
        self.preds, self.target = [], []


# %% a tuple
class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, preds, target):
        _check(preds, target)
        self.preds += preds.tolist()
        self.target += target.tolist()

    def compute(self):
        p, t = torch.tensor(self.preds), torch.tensor(self.target)
        return accuracy(p, t), precision(p, t), recall(p, t), f1_score(p, t)

    def reset(self):
        self.preds, self.target = [], []


# %% one key shorter
class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, preds, target):
        self.counts += torch.tensor(confusion_counts(preds, target))

    def compute(self):
        tp, fp, fn, tn = self.counts.tolist()
        if tp + fp + fn + tn == 0:
            raise ValueError("no data")
        return {
            "acc": (tp + tn) / (tp + fp + fn + tn),
            "precision": tp / (tp + fp) if tp + fp else 0.0,
            "recall": tp / (tp + fn) if tp + fn else 0.0,
            "f1": 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 0.0,
        }

    def reset(self):
        self.counts = torch.zeros(4, dtype=torch.int64)
