# style: beginner in Spanish: one element at a time, .item() everywhere, prints, float() at the end, no vector operation
# option: the mode of counting is if/elif on pairs; RunningMetrics keeps two Python lists and calls the other exercises on them
import math

import torch


def revisar(preds, target):
    if preds.dim() != target.dim():
        raise ValueError("las formas no son iguales")
    for i in range(preds.dim()):
        if preds.shape[i] != target.shape[i]:
            raise ValueError("las formas no son iguales")
    if preds.numel() == 0:
        raise ValueError("no hay datos")


def contar(preds, target, clase):
    vp = fp = fn = vn = 0
    for i in range(len(preds)):
        dije = preds[i].item() == clase
        era = target[i].item() == clase
        if dije and era:
            vp += 1
        elif dije and not era:
            fp += 1
        elif not dije and era:
            fn += 1
        else:
            vn += 1
    return vp, fp, fn, vn


def confusion_counts(preds, target):
    revisar(preds, target)
    return contar(preds, target, 1)


def accuracy(preds, target):
    revisar(preds, target)
    buenas = 0
    for i in range(len(preds)):
        if preds[i].item() == target[i].item():
            buenas = buenas + 1
    return float(buenas / len(preds))


def precision(preds, target):
    vp, fp, fn, vn = confusion_counts(preds, target)
    try:
        return vp / (vp + fp)
    except ZeroDivisionError:
        return 0.0


def recall(preds, target):
    vp, fp, fn, vn = confusion_counts(preds, target)
    try:
        return vp / (vp + fn)
    except ZeroDivisionError:
        return 0.0


def media_armonica(p, r):
    if p + r == 0:
        return 0.0
    return 2 * p * r / (p + r)


def f1_score(preds, target):
    return media_armonica(precision(preds, target), recall(preds, target))


def macro_f1(preds, target, num_classes):
    revisar(preds, target)
    suma = 0.0
    for clase in range(num_classes):
        # convierto el problema en uno de dos clases
        p = torch.zeros(len(preds), dtype=torch.int64)
        t = torch.zeros(len(target), dtype=torch.int64)
        for i in range(len(preds)):
            if preds[i] == clase:
                p[i] = 1
            if target[i] == clase:
                t[i] = 1
        f = f1_score(p, t)
        print("clase", clase, "f1", f)
        suma = suma + f
    return suma / num_classes


def rmse(preds, target):
    revisar(preds, target)
    suma = 0.0
    for i in range(len(preds)):
        error = target[i].item() - preds[i].item()
        suma = suma + error * error
    return math.sqrt(suma / len(preds))


def mae(preds, target):
    revisar(preds, target)
    suma = 0.0
    for i in range(len(preds)):
        error = target[i].item() - preds[i].item()
        if error < 0:
            error = -error
        suma = suma + error
    return suma / len(preds)


def mape(preds, target, eps=1.17e-6):
    revisar(preds, target)
    suma = 0.0
    for i in range(len(preds)):
        abajo = abs(target[i].item())
        if abajo < eps:
            abajo = eps
        suma = suma + abs(target[i].item() - preds[i].item()) / abajo
    return float(suma / len(preds) * 100)


def smape(preds, target, eps=1.17e-6):
    revisar(preds, target)
    terminos = []
    for i in range(len(preds)):
        abajo = abs(target[i].item()) + abs(preds[i].item())
        if abajo < eps:
            abajo = eps
        terminos.append(abs(target[i].item() - preds[i].item()) / abajo)
    return float(2 * sum(terminos) / len(terminos))


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("no hay logits")
    etiquetas = []
    for i in range(logits.shape[0]):
        if logits.dim() == 2 and logits.shape[1] > 1:
            mejor = 0
            for c in range(logits.shape[1]):
                if logits[i, c] > logits[i, mejor]:
                    mejor = c
            etiquetas.append(mejor)
        else:
            p = torch.sigmoid(logits[i].reshape(()))
            if p >= threshold:
                etiquetas.append(1)
            else:
                etiquetas.append(0)
    return torch.tensor(etiquetas, device=logits.device).long()


class RunningMetrics:
    def __init__(self):
        self.mis_preds = []
        self.mis_target = []

    def update(self, preds, target):
        revisar(preds, target)
        for x in preds:
            self.mis_preds.append(int(x))
        for x in target:
            self.mis_target.append(int(x))

    def compute(self):
        p = torch.tensor(self.mis_preds)
        t = torch.tensor(self.mis_target)
        return {
            "accuracy": accuracy(p, t),  # si no hay nada, esto ya levanta el ValueError
            "precision": precision(p, t),
            "recall": recall(p, t),
            "f1": f1_score(p, t),
        }

    def reset(self):
        self.__init__()


print(confusion_counts(torch.tensor([1, 1, 1, 0, 0]), torch.tensor([1, 1, 0, 1, 0])))
