# exercise: labels_from_logits
# mistake: Only binary logits are thought of: with one logit per class each of them is compared with the threshold.
import torch

# tarea 5, métricas a mano

def revisar(preds, target):
    if preds.shape != target.shape:
        raise ValueError("preds y target tienen formas distintas")
    if preds.shape[0] == 0:
        raise ValueError("no hay ejemplos")

def confusion_counts(preds, target):
    revisar(preds, target)
    tp = 0
    fp = 0
    fn = 0
    tn = 0
    for p, t in zip(preds.tolist(), target.tolist()):
        if p == 1 and t == 1:
            tp += 1
        elif p == 1 and t == 0:
            fp += 1
        elif p == 0 and t == 1:
            fn += 1
        else:
            tn += 1
    return tp, fp, fn, tn

def accuracy(preds, target):
    revisar(preds, target)
    buenos = 0
    for p, t in zip(preds.tolist(), target.tolist()):
        if p == t:
            buenos += 1
    return buenos / len(preds)

def precision(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    if tp + fp == 0:
        return 0.0
    return tp / (tp + fp)

def recall(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    if tp + fn == 0:
        return 0.0
    return tp / (tp + fn)

def f1_score(preds, target):
    p = precision(preds, target)
    r = recall(preds, target)
    if p + r == 0:
        return 0.0
    return 2 * p * r / (p + r)

def macro_f1(preds, target, num_classes):
    revisar(preds, target)
    suma = 0.0
    for clase in range(num_classes):
        p = (preds == clase).long()
        t = (target == clase).long()
        suma += f1_score(p, t)
    return suma / num_classes

def rmse(preds, target):
    revisar(preds, target)
    error = target - preds
    return float(torch.sqrt(torch.mean(error ** 2)))

def mae(preds, target):
    revisar(preds, target)
    error = target - preds
    return float(torch.mean(torch.abs(error)))

def mape(preds, target, eps=1.17e-6):
    revisar(preds, target)
    abajo = torch.abs(target)
    abajo = torch.where(abajo < eps, torch.full_like(abajo, eps), abajo)
    return float(100 * torch.mean(torch.abs(target - preds) / abajo))

def smape(preds, target, eps=1.17e-6):
    revisar(preds, target)
    abajo = torch.abs(target) + torch.abs(preds)
    abajo = torch.where(abajo < eps, torch.full_like(abajo, eps), abajo)
    return float(2 * torch.mean(torch.abs(target - preds) / abajo))

def labels_from_logits(logits, threshold=0.5):
    if logits.shape[0] == 0:
        raise ValueError("no hay ejemplos")
    probabilidad = torch.sigmoid(logits)
    etiquetas = (probabilidad >= threshold).long()
    return etiquetas.reshape(-1)

class RunningMetrics:
    def __init__(self):
        self.tp = 0
        self.fp = 0
        self.fn = 0
        self.tn = 0

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
