# exercise: labels_from_logits
import torch

def comprobar(a, b):
    if a.numel() == 0 or b.numel() == 0:
        raise ValueError("vacío")
    if a.shape != b.shape:
        raise ValueError("formas")

def confusion_counts(preds, target):
    comprobar(preds, target)
    tp = fp = fn = tn = 0
    for p, t in zip(preds, target):
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
    comprobar(preds, target)
    correctas = 0
    for i in range(len(preds)):
        correctas += (preds[i] == target[i]).item()
    return correctas / len(preds)

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
    return 2 * (p * r) / (p + r)

def macro_f1(preds, target, num_classes):
    comprobar(preds, target)
    f1 = []
    for c in range(num_classes):
        f1.append(f1_score(torch.where(preds == c, 1, 0), torch.where(target == c, 1, 0)))
    return float(torch.tensor(f1, dtype=torch.float64).mean())

def rmse(preds, target):
    comprobar(preds, target)
    total = 0.0
    for p, t in zip(preds, target):
        total = total + float(p - t) ** 2
    return (total / len(preds)) ** (1 / 2)

def mae(preds, target):
    comprobar(preds, target)
    total = 0.0
    for p, t in zip(preds, target):
        total = total + abs(float(p - t))
    return total / len(preds)

def mape(preds, target, eps=1.17e-6):
    comprobar(preds, target)
    total = 0.0
    for p, t in zip(preds, target):
        y = float(t)
        total = total + abs(y - float(p)) / max(eps, abs(y))
    return 100 * total / len(preds)

def smape(preds, target, eps=1.17e-6):
    comprobar(preds, target)
    total = 0.0
    for p, t in zip(preds, target):
        y, yh = float(t), float(p)
        total = total + 2 * abs(y - yh) / max(abs(y) + abs(yh), eps)
    return total / len(preds)

def labels_from_logits(logits, threshold=0.5):
    if logits.shape[0] == 0:
        raise ValueError("vacío")
    etiquetas = torch.zeros(logits.shape[0], dtype=torch.int64)
    for i, z in enumerate(logits):
        if z.numel() > 1:
            etiquetas[i] = z.argmax()
        else:
            etiquetas[i] = int(z.item() >= threshold)
    return etiquetas

class RunningMetrics:
    # junta los batches tal cual y revisa todo al final
    def __init__(self):
        self.batches = []

    def update(self, preds, target):
        self.batches.append((preds, target))

    def compute(self):
        if len(self.batches) == 0:
            raise ValueError("ningún batch")
        TP = FP = FN = TN = 0
        for preds, target in self.batches:
            tp, fp, fn, tn = confusion_counts(preds, target)
            TP += tp; FP += fp; FN += fn; TN += tn
        resultado = {}
        resultado["accuracy"] = (TP + TN) / (TP + TN + FP + FN)
        resultado["precision"] = TP / (TP + FP) if TP + FP > 0 else 0.0
        resultado["recall"] = TP / (TP + FN) if TP + FN > 0 else 0.0
        if resultado["precision"] + resultado["recall"] > 0:
            resultado["f1"] = 2 * resultado["precision"] * resultado["recall"] / (resultado["precision"] + resultado["recall"])
        else:
            resultado["f1"] = 0.0
        return resultado

    def reset(self):
        del self.batches[:]
