# exercise: mape
# mistake: divides the total error by the total of the true values instead of averaging each one's percentage
import torch


def revisar(preds, target):
    if preds.shape != target.shape:
        raise ValueError("las formas son distintas")
    if len(target) == 0:
        raise ValueError("no hay muestras")


def confusion_counts(preds, target):
    revisar(preds, target)
    tp = 0
    fp = 0
    fn = 0
    tn = 0
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
    correctos = (preds == target).sum().item()
    return correctos / len(target)


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
        suma = suma + f1_score((preds == clase).long(), (target == clase).long())
    return suma / num_classes


def rmse(preds, target):
    revisar(preds, target)
    error = (target - preds) ** 2
    return torch.sqrt(error.mean()).item()


def mae(preds, target):
    revisar(preds, target)
    return (target - preds).abs().mean().item()


def mape(preds, target, eps=1.17e-6):
    revisar(preds, target)
    error_total = (target - preds).abs().sum().item()
    valor_total = target.abs().clamp(min=eps).sum().item()
    return 100 * error_total / valor_total


def smape(preds, target, eps=1.17e-6):
    revisar(preds, target)
    arriba = (target - preds).abs()
    abajo = (target.abs() + preds.abs()).clamp(min=eps)
    return 2 * (arriba / abajo).mean().item()


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("no hay logits")
    if logits.dim() == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    prob = torch.sigmoid(logits.reshape(-1))
    return (prob >= threshold).long()


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.preds = []
        self.target = []

    def update(self, preds, target):
        revisar(preds, target)
        self.preds.append(preds.clone())
        self.target.append(target.clone())

    def compute(self):
        if len(self.preds) == 0:
            raise ValueError("todavia no hay datos")
        p = torch.cat(self.preds)
        t = torch.cat(self.target)
        return {
            "accuracy": accuracy(p, t),
            "precision": precision(p, t),
            "recall": recall(p, t),
            "f1": f1_score(p, t),
        }
