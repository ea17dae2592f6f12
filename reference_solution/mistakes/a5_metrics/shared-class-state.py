"""What was gathered lives in the class and is shared by all objects."""

from autograder.text import Text

TITLE = Text(
    es="Lo acumulado vive en la clase y lo comparten todos los objetos",
    en="What was gathered lives in the class, and all objects share it",
)
HINT = Text(
    es="Una lista creada en el cuerpo de la clase existe una sola vez. Cada objeto necesita la suya.",
    en="A list made in the body of the class exists only once. Each object needs its own.",
)
SLIDE = "Model Evaluation"


# %% lists of the class
class RunningMetrics:
    preds = []
    target = []

    def update(self, preds, target):
        _check(preds, target)
        self.preds.append(preds)
        self.target.append(target)

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
        self.preds.clear()
        self.target.clear()


# %% a default argument
class RunningMetrics:
    def __init__(self, batches=[]):
        self.batches = batches

    def update(self, preds, target):
        _check(preds, target)
        self.batches.append((preds, target))

    def compute(self):
        if not self.batches:
            raise ValueError("no data")
        p = torch.cat([batch[0] for batch in self.batches])
        t = torch.cat([batch[1] for batch in self.batches])
        return {
            "accuracy": accuracy(p, t),
            "precision": precision(p, t),
            "recall": recall(p, t),
            "f1": f1_score(p, t),
        }

    def reset(self):
        self.batches.clear()


# %% counts of the class
class RunningMetrics:
    counts = torch.zeros(4, dtype=torch.int64)

    def update(self, preds, target):
        self.counts += torch.tensor(confusion_counts(preds, target))

    def compute(self):
        tp, fp, fn, tn = self.counts.tolist()
        if tp + fp + fn + tn == 0:
            raise ValueError("no data")
        return {
            "accuracy": (tp + tn) / (tp + fp + fn + tn),
            "precision": tp / max(tp + fp, 1),
            "recall": tp / max(tp + fn, 1),
            "f1": 2 * tp / max(2 * tp + fp + fn, 1),
        }

    def reset(self):
        self.counts.zero_()
