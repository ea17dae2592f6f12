# exercise: confusion_counts, labels_from_logits
# mistake: confusion_counts returns the means of the four masks, and labels_from_logits compares the probability with that of the other class (1 - p) whatever the threshold
import math
import torch


def revisar(preds, target):
    """Sin datos o con formas distintas no hay métrica."""
    if len(preds) == 0 or len(target) == 0:
        raise ValueError("no hay muestras")
    if preds.size() != target.size():
        raise ValueError("preds y target tienen formas distintas")


def confusion_counts(preds, target):
    revisar(preds, target)
    positivo, verdad = preds.bool(), target.bool()
    cuanto = lambda mascara: mascara.double().mean().item()
    return (
        cuanto(positivo & verdad),
        cuanto(positivo & ~verdad),
        cuanto(~positivo & verdad),
        cuanto(~positivo & ~verdad),
    )


def accuracy(preds, target):
    revisar(preds, target)
    aciertos = [p == t for p, t in zip(preds.tolist(), target.tolist())]
    return sum(aciertos) / len(aciertos)


def precision(preds, target):
    revisar(preds, target)
    predichos = preds.sum().item()
    if predichos == 0:
        return 0.0
    return (preds * target).sum().item() / predichos


def recall(preds, target):
    revisar(preds, target)
    reales = target.sum().item()
    if reales == 0:
        return 0.0
    return (preds * target).sum().item() / reales


def f1_score(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    if tp == 0:
        return 0.0
    return 2 * tp / (2 * tp + fp + fn)


def macro_f1(preds, target, num_classes):
    revisar(preds, target)
    total = 0.0
    for clase in range(num_classes):
        es_pred = preds == clase
        es_real = target == clase
        tp = (es_pred & es_real).sum().item()
        otros = (es_pred ^ es_real).sum().item()
        if tp > 0:
            total += 2 * tp / (2 * tp + otros)
    return total / num_classes


def rmse(preds, target):
    revisar(preds, target)
    return float(torch.linalg.vector_norm(preds - target)) / math.sqrt(len(target))


def mae(preds, target):
    revisar(preds, target)
    return float((preds - target).norm(p=1)) / len(target)


def mape(preds, target, eps=1.17e-6):
    revisar(preds, target)
    terms = [abs(y - p) / max(eps, abs(y)) for p, y in zip(preds.tolist(), target.tolist())]
    return 100.0 * sum(terms) / len(terms)


def smape(preds, target, eps=1.17e-6):
    revisar(preds, target)
    total = 0.0
    for p, y in zip(preds.tolist(), target.tolist()):
        total += abs(y - p) / max(abs(y) + abs(p), eps)
    return 2 * total / len(target)


def labels_from_logits(logits, threshold=0.5):
    if logits.shape[0] == 0:
        raise ValueError("sin logits no hay etiquetas")
    if logits.ndim > 1 and logits.shape[1] > 1:
        return logits.argmax(1)
    p = torch.sigmoid(logits).reshape(logits.shape[0])
    return (p >= 1 - p).long()


class RunningMetrics:
    def __init__(self):
        self.reset()

    def update(self, preds, target):
        revisar(preds, target)
        self.preds.append(preds.detach().cpu().clone())
        self.target.append(target.detach().cpu().clone())

    def compute(self):
        if not self.preds:
            raise ValueError("nothing seen yet")
        preds, target = torch.cat(self.preds), torch.cat(self.target)
        return {
            "accuracy": accuracy(preds, target),
            "precision": precision(preds, target),
            "recall": recall(preds, target),
            "f1": f1_score(preds, target),
        }

    def reset(self):
        self.preds, self.target = [], []
