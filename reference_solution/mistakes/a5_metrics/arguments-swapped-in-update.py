"""preds and target are exchanged on their way."""

from autograder.text import Text

TITLE = Text(
    es="Intercambia preds y target al guardarlos", en="It exchanges preds and target when it stores them"
)
HINT = Text(
    es="La accuracy y el F1 no lo notan; la precisión y el recall, sí. Revisa el orden de los argumentos.",
    en="Accuracy and F1 do not notice; precision and recall do. Look at the order of the arguments.",
)
SLIDE = "Model Evaluation"
LOOKS_LIKE = ["precision-recall-swapped"]


# %% by position
class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, target, preds):
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
        self.preds, self.target = [], []
