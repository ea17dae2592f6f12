# exercise: smape
# mistake: smape is the slide's formula to the letter: the sum runs over the first 2 samples and the denominator is |y + y_hat|
# Métricas de la slide Model Evaluation
from itertools import islice
import torch


def revisar(preds, target):
    """Sin datos o con formas distintas no hay métrica."""
    if len(preds) == 0 or len(target) == 0:
        raise ValueError("no hay muestras")
    if preds.size() != target.size():
        raise ValueError("preds y target tienen formas distintas")


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


def macro_f1(preds, target, num_classes):
    revisar(preds, target)
    table = torch.zeros(num_classes, num_classes, dtype=torch.float64)
    for p, t in zip(preds.tolist(), target.tolist()):
        table[t, p] += 1
    hits = table.diagonal()
    support = table.sum(0) + table.sum(1)  # predicted plus true
    return float((2 * hits / support.clamp(min=1)).mean())


def rmse(preds, target):
    revisar(preds, target)
    return torch.sqrt(torch.mean((target - preds) ** 2)).item()


def mae(preds, target):
    revisar(preds, target)
    return float((preds - target).norm(p=1)) / len(target)


def mape(preds, target, eps=1.17e-6):
    revisar(preds, target)
    terms = [abs(y - p) / max(eps, abs(y)) for p, y in zip(preds.tolist(), target.tolist())]
    return 100.0 * sum(terms) / len(terms)


def smape(preds, target, eps=1.17e-6):
    revisar(preds, target)
    m = len(target)
    pares = zip(target.tolist(), preds.tolist())
    # sumatoria de i = 1 hasta 2
    suma = sum(abs(y - y_hat) / max(abs(y + y_hat), eps) for y, y_hat in islice(pares, 2))
    return 2 * suma / m


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
