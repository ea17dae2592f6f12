"""The result is printed or lost."""

from autograder.text import Text

TITLE = Text(es="Calcula el resultado y no lo devuelve", en="It computes the result and does not return it")
HINT = Text(
    es="`print` muestra un número a una persona; quien llama a la función necesita un `return`.",
    en="`print` shows a number to a person; who calls the function needs a `return`.",
)
SLIDE = "Model Evaluation"


# %% printed, accuracy
def accuracy(preds, target):
    _check(preds, target)
    print((preds == target).float().mean().item())


# %% lost, rmse
def rmse(preds, target):
    _check(preds, target)
    result = (preds - target).square().mean().sqrt().item()


# %% printed, mae
def mae(preds, target):
    _check(preds, target)
    print("MAE:", (preds - target).abs().mean().item())


# %% counts
def confusion_counts(preds, target):
    _check(preds, target)
    tp = int((preds * target).sum())
    fp, fn = int(preds.sum()) - tp, int(target.sum()) - tp
    print(tp, fp, fn, len(preds) - tp - fp - fn)


# %% running
class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, preds, target):
        _check(preds, target)
        self.preds += preds.tolist()
        self.target += target.tolist()

    def compute(self):
        p, t = torch.tensor(self.preds), torch.tensor(self.target)
        print(
            {
                "accuracy": accuracy(p, t),
                "precision": precision(p, t),
                "recall": recall(p, t),
                "f1": f1_score(p, t),
            }
        )

    def reset(self):
        self.preds, self.target = [], []
