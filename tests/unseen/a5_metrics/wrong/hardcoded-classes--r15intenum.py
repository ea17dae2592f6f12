# exercise: macro_f1
# mistake: macro_f1 goes over the members of an enum of three classes and divides by their number, whatever num_classes says
from enum import IntEnum
import numpy as np
import torch


def revisar(preds, target):
    """Sin datos o con formas distintas no hay métrica."""
    if len(preds) == 0 or len(target) == 0:
        raise ValueError("no hay muestras")
    if preds.size() != target.size():
        raise ValueError("preds y target tienen formas distintas")


def a_numpy(tensor):
    return tensor.detach().cpu().numpy().astype(np.float64)


def confusion_counts(preds, target):
    revisar(preds, target)
    tp = fp = fn = tn = 0
    for p, t in zip(preds.tolist(), target.tolist()):
        if p == 1 and t == 1:
            tp += 1
        elif p == 1:
            fp += 1
        elif t == 1:
            fn += 1
        else:
            tn += 1
    return tp, fp, fn, tn


def accuracy(preds, target):
    revisar(preds, target)
    return int(torch.count_nonzero(preds == target)) / target.shape[0]


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


class Especie(IntEnum):
    SETOSA = 0
    VERSICOLOR = 1
    VIRGINICA = 2


def macro_f1(preds, target, num_classes):
    revisar(preds, target)
    por_clase = {especie.name: f1_score((preds == especie).int(), (target == especie).int()) for especie in Especie}
    return sum(por_clase.values()) / len(por_clase)


def rmse(preds, target):
    revisar(preds, target)
    return torch.sqrt(torch.mean((target - preds) ** 2)).item()


def mae(preds, target):
    revisar(preds, target)
    return float((preds - target).norm(p=1)) / len(target)


def mape(preds, target, eps=1.17e-6):
    revisar(preds, target)
    y, y_hat = a_numpy(target), a_numpy(preds)
    return float(100.0 * np.mean(np.abs(y - y_hat) / np.maximum(eps, np.abs(y))))


def smape(preds, target, eps=1.17e-6):
    revisar(preds, target)
    total = 0.0
    for p, y in zip(preds.tolist(), target.tolist()):
        total += abs(y - p) / max(abs(y) + abs(p), eps)
    return 2 * total / len(target)


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
