"""compute clears what was gathered."""

from autograder.text import Text

TITLE = Text(es="compute borra lo acumulado", en="compute clears what was gathered")
HINT = Text(
    es="compute solo mira. Para empezar de nuevo está reset.",
    en="compute only looks. To begin anew there is reset.",
)
SLIDE = "Model Evaluation"


# %% calls reset
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
        self.reset()
        return {
            "accuracy": accuracy(p, t),
            "precision": precision(p, t),
            "recall": recall(p, t),
            "f1": f1_score(p, t),
        }

    def reset(self):
        self.preds, self.target = [], []
