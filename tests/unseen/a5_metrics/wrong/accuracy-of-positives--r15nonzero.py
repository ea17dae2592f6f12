# exercise: accuracy
# mistake: accuracy looks only at the positions where target is not zero (target.nonzero()), so hits and errors on class 0 do not count
from collections import Counter
import math
import torch


# %%
def revisar(preds, target):
    """Sin datos o con formas distintas no hay métrica."""
    if len(preds) == 0 or len(target) == 0:
        raise ValueError("no hay muestras")
    if preds.size() != target.size():
        raise ValueError("preds y target tienen formas distintas")


# %%
def confusion_counts(preds, target):
    revisar(preds, target)
    pares = Counter(zip(preds.tolist(), target.tolist()))
    return pares[1, 1], pares[1, 0], pares[0, 1], pares[0, 0]


# %%
def accuracy(preds, target):
    revisar(preds, target)
    posiciones = target.nonzero().flatten()  # dónde hay algo que acertar
    if len(posiciones) == 0:
        return 0.0
    iguales = torch.eq(preds[posiciones], target[posiciones])
    return iguales.float().mean().item()


# %%
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


# %%
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


# %%
def rmse(preds, target):
    revisar(preds, target)
    return float(torch.linalg.vector_norm(preds - target)) / math.sqrt(len(target))


# %%
def mae(preds, target):
    revisar(preds, target)
    return float((preds - target).norm(p=1)) / len(target)


# %%
def mape(preds, target, eps=1.17e-6):
    revisar(preds, target)
    terms = [abs(y - p) / max(eps, abs(y)) for p, y in zip(preds.tolist(), target.tolist())]
    return 100.0 * sum(terms) / len(terms)


# %%
def smape(preds, target, eps=1.17e-6):
    revisar(preds, target)
    total = 0.0
    for p, y in zip(preds.tolist(), target.tolist()):
        total += abs(y - p) / max(abs(y) + abs(p), eps)
    return 2 * total / len(target)


# %%
def labels_from_logits(logits, threshold=0.5):
    n = logits.size(0)
    if n == 0:
        raise ValueError("no hay logits")
    tabla = logits.view(n, -1) if logits.is_contiguous() else logits.reshape(n, -1)
    if tabla.size(1) == 1:
        probabilidad = tabla[:, 0].sigmoid()
        etiquetas = torch.zeros(n, dtype=torch.int64, device=logits.device)
        etiquetas[probabilidad >= threshold] = 1
        return etiquetas
    return torch.max(tabla, dim=1).indices


# %%
class RunningMetrics:
    def __init__(self):
        self.tp = self.fp = self.fn = self.tn = 0

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp += tp
        self.fp += fp
        self.fn += fn
        self.tn += tn

    def compute(self):
        n = self.tp + self.fp + self.fn + self.tn
        if n == 0:
            raise ValueError("todavía no hay datos")
        p = self.tp / (self.tp + self.fp) if self.tp + self.fp > 0 else 0.0
        r = self.tp / (self.tp + self.fn) if self.tp + self.fn > 0 else 0.0
        f1 = 2 * p * r / (p + r) if p + r > 0 else 0.0
        return {"accuracy": (self.tp + self.tn) / n, "precision": p, "recall": r, "f1": f1}

    def reset(self):
        self.tp = self.fp = self.fn = self.tn = 0
