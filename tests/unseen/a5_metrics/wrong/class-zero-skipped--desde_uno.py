# exercise: macro_f1
# mistake: the loop over the classes starts at 1, so class 0 is left out of the sum
import torch


def revisar(preds, target):
    if preds.shape != target.shape:
        raise ValueError("preds y target tienen formas distintas")
    if len(preds) == 0:
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
        elif p == 1 and t == 0:
            fp += 1
        elif p == 0 and t == 1:
            fn += 1
        else:
            tn += 1
    return tp, fp, fn, tn


def accuracy(preds, target):
    revisar(preds, target)
    aciertos = (preds == target).sum().item()
    return aciertos / len(target)


def precision(preds, target):
    revisar(preds, target)
    tp = ((preds == 1) & (target == 1)).sum().item()
    fp = ((preds == 1) & (target == 0)).sum().item()
    if tp + fp == 0:
        return 0.0
    return tp / (tp + fp)


def recall(preds, target):
    revisar(preds, target)
    tp = ((preds == 1) & (target == 1)).sum().item()
    fn = ((preds == 0) & (target == 1)).sum().item()
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
    for clase in range(1, num_classes):
        # esta clase es la positiva y las demas la negativa
        suma += f1_score((preds == clase).long(), (target == clase).long())
    return suma / num_classes


def rmse(preds, target):
    revisar(preds, target)
    error = target - preds
    return torch.sqrt((error ** 2).mean()).item()


def mae(preds, target):
    revisar(preds, target)
    return torch.abs(target - preds).mean().item()


def mape(preds, target, eps=1.17e-6):
    revisar(preds, target)
    abajo = torch.abs(target).clamp(min=eps)
    return 100 * (torch.abs(target - preds) / abajo).mean().item()


def smape(preds, target, eps=1.17e-6):
    revisar(preds, target)
    abajo = (torch.abs(target) + torch.abs(preds)).clamp(min=eps)
    return 2 * (torch.abs(target - preds) / abajo).mean().item()


def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("no hay logits")
    if logits.dim() == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    probabilidades = torch.sigmoid(logits.reshape(-1))
    return (probabilidades >= threshold).long()


class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.preds = []
        self.targets = []

    def update(self, preds, target):
        revisar(preds, target)
        self.preds.append(preds)
        self.targets.append(target)

    def compute(self):
        if len(self.preds) == 0:
            raise ValueError("todavia no hay datos")
        preds = torch.cat(self.preds)
        targets = torch.cat(self.targets)
        return {
            "accuracy": accuracy(preds, targets),
            "precision": precision(preds, targets),
            "recall": recall(preds, targets),
            "f1": f1_score(preds, targets),
        }
