# Tarea 5
import functools

import torch


def metrica(funcion):
    """Revisa las entradas una sola vez, para todas, y entrega un float de Python."""

    @functools.wraps(funcion)
    def envoltura(preds, target, *args, **kwargs):
        if not preds.shape == target.shape:
            raise ValueError(f"{funcion.__name__}: formas {preds.shape} y {target.shape}")
        if preds.nelement() == 0:
            raise ValueError(f"{funcion.__name__}: nada que medir")
        with torch.no_grad():
            resultado = funcion(preds, target, *args, **kwargs)
        return float(resultado)

    return envoltura


def dividir(a, b):
    return a / b if b != 0 else torch.zeros(())


def confusion_counts(preds, target):
    if preds.shape != target.shape:
        raise ValueError("confusion_counts: formas distintas")
    if preds.nelement() == 0:
        raise ValueError("confusion_counts: nada que contar")
    # 2*real + dicho: 0 = tn, 1 = fp, 2 = fn, 3 = tp
    codigo = 2 * target.long() + preds.long()
    tn, fp, fn, tp = (int((codigo == i).sum()) for i in range(4))
    return tp, fp, fn, tn


@metrica
def accuracy(preds, target):
    return torch.mean((preds == target).double())


@metrica
def precision(preds, target):
    dichos = (preds == 1).sum()
    return dividir(((preds == 1) & (target == 1)).sum(), dichos)


@metrica
def recall(preds, target):
    reales = (target == 1).sum()
    return dividir(((preds == 1) & (target == 1)).sum(), reales)


@metrica
def f1_score(preds, target):
    dichos, reales = (preds == 1).sum(), (target == 1).sum()
    tp = ((preds == 1) & (target == 1)).sum()
    return dividir(2 * tp, dichos + reales)


@metrica
def macro_f1(preds, target, num_classes):
    f1s = torch.zeros(num_classes, dtype=torch.float64)
    for c in range(num_classes):
        dichos, reales = preds == c, target == c
        f1s[c] = dividir(2 * (dichos & reales).sum(), dichos.sum() + reales.sum())
    return f1s.mean()


@metrica
def rmse(preds, target):
    return torch.sqrt(torch.mean(torch.pow(target - preds, 2)))


@metrica
def mae(preds, target):
    return torch.mean(torch.abs(target - preds))


@metrica
def mape(preds, target, eps=1.17e-6):
    return 100 * torch.mean(torch.abs(target - preds) / torch.clamp(torch.abs(target), min=eps))


@metrica
def smape(preds, target, eps=1.17e-6):
    abajo = torch.clamp(torch.abs(target) + torch.abs(preds), min=eps)
    return 2 * torch.mean(torch.abs(target - preds) / abajo)


@torch.no_grad()
def labels_from_logits(logits, threshold=0.5):
    if logits.nelement() == 0:
        raise ValueError("labels_from_logits: no hay logits")
    es_binario = logits.dim() == 1 or logits.shape[1] == 1
    if not es_binario:
        return torch.argmax(logits, 1)
    probabilidades = 1 / (1 + torch.exp(-logits))
    return torch.ge(probabilidades, threshold).reshape(len(logits)).long()


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.tp = self.fp = self.fn = self.tn = 0

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp += tp
        self.fp += fp
        self.fn += fn
        self.tn += tn

    def compute(self):
        total = self.tp + self.fp + self.fn + self.tn
        if not total:
            raise ValueError("compute: todavía no se agregó ningún batch")
        return {
            "accuracy": (self.tp + self.tn) / total,
            "precision": float(dividir(self.tp, self.tp + self.fp)),
            "recall": float(dividir(self.tp, self.tp + self.fn)),
            "f1": float(dividir(2 * self.tp, 2 * self.tp + self.fp + self.fn)),
        }
