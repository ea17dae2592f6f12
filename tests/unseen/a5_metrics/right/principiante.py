# TAREA 5 - METRICAS
import math
import torch

# 1) contar
def confusion_counts(preds, target):
    # primero revisar que las formas sean iguales
    if preds.shape != target.shape:
        raise ValueError("las formas no son iguales")
    # despues revisar que no este vacio
    if len(preds) == 0:
        raise ValueError("esta vacio")
    tp = 0
    fp = 0
    fn = 0
    tn = 0
    for i in range(len(preds)):
        p = preds[i].item()
        t = target[i].item()
        if p == 1 and t == 1:
            tp = tp + 1
        if p == 1 and t == 0:
            fp = fp + 1
        if p == 0 and t == 1:
            fn = fn + 1
        if p == 0 and t == 0:
            tn = tn + 1
    return tp, fp, fn, tn

# 2) accuracy
def accuracy(preds, target):
    if preds.shape != target.shape:
        raise ValueError("las formas no son iguales")
    if len(preds) == 0:
        raise ValueError("esta vacio")
    buenas = 0
    for i in range(len(preds)):
        if preds[i].item() == target[i].item():
            buenas = buenas + 1
    return buenas / len(preds)

# 3) precision
def precision(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    if tp + fp == 0:
        return 0.0
    else:
        return tp / (tp + fp)

# 4) recall
def recall(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    if tp + fn == 0:
        return 0.0
    else:
        return tp / (tp + fn)

# 5) f1 = media armonica
def f1_score(preds, target):
    p = precision(preds, target)
    r = recall(preds, target)
    if p + r == 0:
        return 0.0
    else:
        return 2 * p * r / (p + r)

# 6) macro f1
def macro_f1(preds, target, num_classes):
    if preds.shape != target.shape:
        raise ValueError("las formas no son iguales")
    if len(preds) == 0:
        raise ValueError("esta vacio")
    suma = 0
    for c in range(num_classes):
        # 1 si es de la clase c, 0 si es de otra
        preds_c = torch.zeros(len(preds), dtype=torch.int64)
        target_c = torch.zeros(len(preds), dtype=torch.int64)
        for i in range(len(preds)):
            if preds[i].item() == c:
                preds_c[i] = 1
            if target[i].item() == c:
                target_c[i] = 1
        suma = suma + f1_score(preds_c, target_c)
    return suma / num_classes

# 7) rmse (ojo: la slide no tiene la raiz)
def rmse(preds, target):
    if preds.shape != target.shape:
        raise ValueError("las formas no son iguales")
    if len(preds) == 0:
        raise ValueError("esta vacio")
    diferencia = target - preds
    cuadrados = diferencia * diferencia
    mse = torch.sum(cuadrados) / len(preds)
    return math.sqrt(mse.item())

# 8) mae
def mae(preds, target):
    if preds.shape != target.shape:
        raise ValueError("las formas no son iguales")
    if len(preds) == 0:
        raise ValueError("esta vacio")
    diferencia = target - preds
    absoluto = torch.abs(diferencia)
    return (torch.sum(absoluto) / len(preds)).item()

# 9) mape
def mape(preds, target, eps=1.17e-6):
    if preds.shape != target.shape:
        raise ValueError("las formas no son iguales")
    if len(preds) == 0:
        raise ValueError("esta vacio")
    suma = 0.0
    for i in range(len(preds)):
        y = target[i].item()
        y_hat = preds[i].item()
        error = abs(y - y_hat)
        denominador = abs(y)
        if denominador < eps:
            denominador = eps
        suma = suma + error / denominador
    return 100 * suma / len(preds)

# 10) smape
def smape(preds, target, eps=1.17e-6):
    if preds.shape != target.shape:
        raise ValueError("las formas no son iguales")
    if len(preds) == 0:
        raise ValueError("esta vacio")
    suma = 0.0
    for i in range(len(preds)):
        y = target[i].item()
        y_hat = preds[i].item()
        error = abs(y - y_hat)
        denominador = abs(y) + abs(y_hat)
        if denominador < eps:
            denominador = eps
        suma = suma + error / denominador
    return 2 * suma / len(preds)

# 11) etiquetas
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("esta vacio")
    n = logits.shape[0]
    etiquetas = torch.zeros(n, dtype=torch.int64, device=logits.device)
    # caso con varias clases
    if len(logits.shape) == 2:
        if logits.shape[1] > 1:
            for i in range(n):
                etiquetas[i] = torch.argmax(logits[i])
            return etiquetas
    # caso binario: primero la probabilidad
    probs = torch.sigmoid(logits)
    probs = probs.reshape(n)
    for i in range(n):
        if probs[i] >= threshold:
            etiquetas[i] = 1
    return etiquetas

# 12) acumular
class RunningMetrics:
    def __init__(self):
        self.tp = 0
        self.fp = 0
        self.fn = 0
        self.tn = 0

    def update(self, preds, target):
        tp, fp, fn, tn = confusion_counts(preds, target)
        self.tp = self.tp + tp
        self.fp = self.fp + fp
        self.fn = self.fn + fn
        self.tn = self.tn + tn

    def compute(self):
        total = self.tp + self.fp + self.fn + self.tn
        if total == 0:
            raise ValueError("no hay nada")
        acc = (self.tp + self.tn) / total
        prec = 0.0
        if self.tp + self.fp > 0:
            prec = self.tp / (self.tp + self.fp)
        rec = 0.0
        if self.tp + self.fn > 0:
            rec = self.tp / (self.tp + self.fn)
        f1 = 0.0
        if prec + rec > 0:
            f1 = 2 * prec * rec / (prec + rec)
        return {"accuracy": acc, "precision": prec, "recall": rec, "f1": f1}

    def reset(self):
        self.tp = 0
        self.fp = 0
        self.fn = 0
        self.tn = 0
