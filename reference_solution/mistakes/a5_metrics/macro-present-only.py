"""The mean is over the classes that occur."""

from autograder.text import Text

TITLE = Text(
    es="Promedia solo sobre las clases que aparecen", en="It averages over the classes that occur only"
)
HINT = Text(
    es="El promedio es siempre sobre las num_classes clases; una ausente cuenta 0.0.",
    en="The mean is always over all num_classes classes; an absent one counts 0.0.",
)
SLIDE = "Model Evaluation"


# %% in either
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    classes = torch.unique(torch.cat([preds, target])).tolist()
    return sum(f1_score((preds == c).long(), (target == c).long()) for c in classes) / len(classes)


# %% in the target
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    scores = [f1_score((preds == c).long(), (target == c).long()) for c in target.unique()]
    return sum(scores) / len(scores)


# %% nanmean
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    p = torch.nn.functional.one_hot(preds, num_classes)
    t = torch.nn.functional.one_hot(target, num_classes)
    scores = 2 * (p * t).sum(0) / (p.sum(0) + t.sum(0))
    return scores.nanmean().item()


# %% up to the greatest in the target
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    n = int(target.max()) + 1
    return sum(f1_score((preds == c).long(), (target == c).long()) for c in range(n)) / n


# %% skipped in the loop
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    scores = []
    for c in range(num_classes):
        tp, fp, fn, _ = confusion_counts((preds == c).long(), (target == c).long())
        if tp + fp + fn == 0:
            continue
        scores.append(2 * tp / (2 * tp + fp + fn))
    return sum(scores) / len(scores)


# %% those with a hit
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    scores = [f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes)]
    scores = [score for score in scores if score > 0]
    return sum(scores) / len(scores) if scores else 0.0


# %% of precision and recall
def macro_f1(preds, target, num_classes):
    _check(preds, target)
    classes = torch.unique(torch.cat([preds, target])).tolist()
    total = 0.0
    for c in classes:
        p = precision((preds == c).long(), (target == c).long())
        r = recall((preds == c).long(), (target == c).long())
        total += 2 * p * r / (p + r) if p + r else 0.0
    return total / len(classes)
