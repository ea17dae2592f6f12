# exercise: mape
# mistake: mape adds eps to each |y| (partial(operator.add, eps)) instead of using it as the minimum of the denominator
import operator
from functools import partial
import torch


def require_pair(a, b):
    problems = [text for bad, text in ((a.shape != b.shape, "shapes differ"), (a.nelement() < 1, "no samples")) if bad]
    if problems:
        raise ValueError(", ".join(problems))


def confusion_counts(preds, target):
    require_pair(preds, target)
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
    require_pair(preds, target)
    return int(torch.count_nonzero(preds == target)) / target.shape[0]


def precision(preds, target):
    require_pair(preds, target)
    predichos = preds.sum().item()
    if predichos == 0:
        return 0.0
    return (preds * target).sum().item() / predichos


def recall(preds, target):
    require_pair(preds, target)
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
    require_pair(preds, target)
    table = torch.zeros(num_classes, num_classes, dtype=torch.float64)
    for p, t in zip(preds.tolist(), target.tolist()):
        table[t, p] += 1
    hits = table.diagonal()
    support = table.sum(0) + table.sum(1)  # predicted plus true
    return float((2 * hits / support.clamp(min=1)).mean())


def rmse(preds, target):
    require_pair(preds, target)
    return torch.sqrt(torch.mean((target - preds) ** 2)).item()


def mae(preds, target):
    require_pair(preds, target)
    return float((preds - target).norm(p=1)) / len(target)


def mape(preds, target, eps=1.17e-6):
    require_pair(preds, target)
    y, y_hat = target.tolist(), preds.tolist()
    errors = map(abs, map(operator.sub, y, y_hat))
    scales = map(partial(operator.add, eps), map(abs, y))
    return 100 * sum(map(operator.truediv, errors, scales)) / len(y)


def smape(preds, target, eps=1.17e-6):
    require_pair(preds, target)
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
        require_pair(preds, target)
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
