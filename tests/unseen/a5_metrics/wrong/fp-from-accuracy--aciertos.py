# exercise: precision
# mistake: counts every right prediction, the negatives too, as a true positive
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
    revisar(preds, target)
    aciertos = (preds == target).sum().item()
    falsas_alarmas = ((preds == 1) & (target == 0)).sum().item()
    if aciertos + falsas_alarmas == 0:
        return 0.0
    return aciertos / (aciertos + falsas_alarmas)


def recall(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    if tp + fn == 0:
        return 0.0
    return tp / (tp + fn)


def f1_score(preds, target):
    tp, fp, fn, tn = confusion_counts(preds, target)
    if tp == 0:
        return 0.0
    return 2 * tp / (2 * tp + fp + fn)


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
    abajo = target.abs().clamp(min=eps)
    return 100 * ((target - preds).abs() / abajo).mean().item()


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
        self.cuentas = [0, 0, 0, 0]

    def update(self, preds, target):
        nuevas = confusion_counts(preds, target)
        for i in range(4):
            self.cuentas[i] += nuevas[i]

    def compute(self):
        tp, fp, fn, tn = self.cuentas
        n = tp + fp + fn + tn
        if n == 0:
            raise ValueError("todavia no hay datos")
        resultado = {"accuracy": (tp + tn) / n, "precision": 0.0, "recall": 0.0, "f1": 0.0}
        if tp > 0:
            resultado["precision"] = tp / (tp + fp)
            resultado["recall"] = tp / (tp + fn)
            resultado["f1"] = 2 * tp / (2 * tp + fp + fn)
        return resultado
