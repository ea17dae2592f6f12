# Tarea 5, con bucles de Python: lento, pero se entiende cada paso
import math

import torch


def pares(preds, target):
    """Las dos secuencias, una junto a la otra, después de revisar que se puede."""
    if tuple(preds.shape) != tuple(target.shape):
        raise ValueError("preds y target deben tener la misma forma")
    if preds.numel() == 0:
        raise ValueError("no hay datos")
    return list(zip(preds.tolist(), target.tolist()))


def confusion_counts(preds, target):
    tp = fp = fn = tn = 0
    for p, t in pares(preds, target):
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
    datos = pares(preds, target)
    aciertos = 0
    for p, t in datos:
        if p == t:
            aciertos += 1
    return aciertos / len(datos)


def precision(preds, target):
    llamados, buenos = 0, 0
    for p, t in pares(preds, target):
        if p == 1:
            llamados += 1
            if t == 1:
                buenos += 1
    if llamados == 0:
        return 0.0
    return buenos / llamados


def recall(preds, target):
    positivos, encontrados = 0, 0
    for p, t in pares(preds, target):
        if t == 1:
            positivos += 1
            if p == 1:
                encontrados += 1
    if positivos == 0:
        return 0.0
    return encontrados / positivos


def f1_score(preds, target):
    tp, equivocados = 0, 0
    for p, t in pares(preds, target):
        if p == 1 and t == 1:
            tp += 1
        elif p != t:
            equivocados += 1
    # 2PR/(P+R) es lo mismo que 2TP/(2TP+FP+FN)
    if tp == 0:
        return 0.0
    return 2 * tp / (2 * tp + equivocados)


def macro_f1(preds, target, num_classes):
    datos = pares(preds, target)
    suma = 0.0
    for clase in range(num_classes):
        tp = fp = fn = 0
        for p, t in datos:
            if p == clase and t == clase:
                tp += 1
            elif p == clase:
                fp += 1
            elif t == clase:
                fn += 1
        if tp > 0:
            suma += 2 * tp / (2 * tp + fp + fn)
    return suma / num_classes


def rmse(preds, target):
    datos = pares(preds, target)
    suma = 0.0
    for p, t in datos:
        suma += (t - p) ** 2
    return math.sqrt(suma / len(datos))


def mae(preds, target):
    datos = pares(preds, target)
    suma = 0.0
    for p, t in datos:
        suma += abs(t - p)
    return suma / len(datos)


def mape(preds, target, eps=1.17e-6):
    datos = pares(preds, target)
    suma = 0.0
    for p, t in datos:
        suma += abs(t - p) / max(eps, abs(t))
    return 100 * suma / len(datos)


def smape(preds, target, eps=1.17e-6):
    datos = pares(preds, target)
    suma = 0.0
    for p, t in datos:
        suma += abs(t - p) / max(abs(t) + abs(p), eps)
    return 2 * suma / len(datos)


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("logits vacío")
    etiquetas = []
    if logits.dim() == 2 and logits.size(1) > 1:
        for fila in logits.tolist():
            etiquetas.append(fila.index(max(fila)))
    else:
        for prob in torch.sigmoid(logits).reshape(-1):
            etiquetas.append(1 if prob >= threshold else 0)
    return torch.tensor(etiquetas, dtype=torch.int64, device=logits.device)


class RunningMetrics:
    def __init__(self):
        self.vistos = []

    def update(self, preds, target):
        for par in pares(preds, target):
            self.vistos.append(par)

    def compute(self):
        if not self.vistos:
            raise ValueError("no se ha visto ningún batch")
        tp = fp = fn = tn = 0
        for p, t in self.vistos:
            if p == 1 and t == 1:
                tp += 1
            elif p == 1:
                fp += 1
            elif t == 1:
                fn += 1
            else:
                tn += 1
        return {
            "accuracy": (tp + tn) / len(self.vistos),
            "precision": tp / (tp + fp) if tp + fp > 0 else 0.0,
            "recall": tp / (tp + fn) if tp + fn > 0 else 0.0,
            "f1": 2 * tp / (2 * tp + fp + fn) if tp > 0 else 0.0,
        }

    def reset(self):
        self.vistos = []
