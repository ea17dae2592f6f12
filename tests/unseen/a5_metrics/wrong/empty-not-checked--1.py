# exercise: mae
import torch


def razon(a, b):
    try:
        return a / b
    except ZeroDivisionError:
        return 0.0


def chequeo(p, t):
    match (tuple(p.shape), tuple(t.shape)):
        case ((0, *_), _) | (_, (0, *_)):
            raise ValueError("sin muestras")
        case (a, b) if a != b:
            raise ValueError("formas distintas")


def confusion_counts(preds, target):
    chequeo(preds, target)
    cuenta = {"tp": 0, "fp": 0, "fn": 0, "tn": 0}
    for par in zip(preds.tolist(), target.tolist()):
        match par:
            case (1, 1): cuenta["tp"] += 1
            case (1, 0): cuenta["fp"] += 1
            case (0, 1): cuenta["fn"] += 1
            case (0, 0): cuenta["tn"] += 1
    return tuple(cuenta.values())


def accuracy(preds, target):
    chequeo(preds, target)
    return torch.sum(preds == target).item() / target.shape[0]


def precision(preds, target):
    chequeo(preds, target)
    return razon(((preds == 1) * (target == 1)).sum().item(), (preds == 1).sum().item())


def recall(preds, target):
    # el recall es la precisión con los papeles cambiados
    return precision(target, preds)


def f1_score(preds, target):
    p = precision(preds, target)
    r = recall(preds, target)
    return razon(2.0 * p * r, p + r)


def macro_f1(preds, target, num_classes):
    chequeo(preds, target)
    f1_por_clase = {}
    for c in range(num_classes):
        mascara_p = preds == c
        mascara_t = target == c
        tp = (mascara_p & mascara_t).sum().item()
        f1_por_clase[c] = razon(2.0 * tp, mascara_p.sum().item() + mascara_t.sum().item())
    return sum(f1_por_clase.values()) / num_classes


def mse(preds, target):
    return torch.mean((preds - target) ** 2)


def rmse(preds, target):
    chequeo(preds, target)
    return torch.sqrt(mse(preds, target)).item()


def mae(preds, target):
    if preds.shape != target.shape:
        raise ValueError('formas distintas')
    return torch.sqrt((preds - target) ** 2).mean().item()  # |e| = raíz de e²


def mape(preds, target, eps=1.17e-6):
    chequeo(preds, target)
    y = target.detach().clone().abs()
    y[y < eps] = eps
    return float(((target - preds).abs() / y).sum() / len(y) * 100)


def smape(preds, target, eps=1.17e-6):
    chequeo(preds, target)
    m = len(target)
    suma = 0
    for i in range(m):
        suma += abs(target[i] - preds[i]) / max(abs(target[i]) + abs(preds[i]), eps)
    return (2 / m * suma).item()


def labels_from_logits(logits, threshold=0.5):
    match logits.shape:
        case (0,) | (0, _):
            raise ValueError("sin logits")
        case (n,):
            z = logits
        case (n, 1):
            z = logits.view(n)
        case (n, _):
            return logits.argmax(dim=1)
    return z.sigmoid().ge(threshold).to(torch.long)


class RunningMetrics:
    def __init__(self):
        self.n = self.aciertos = self.tp = self.predichos = self.reales = 0

    def update(self, preds, target):
        chequeo(preds, target)
        self.n += len(preds)
        self.aciertos += (preds == target).sum().item()
        self.tp += (preds * target).sum().item()
        self.predichos += preds.sum().item()
        self.reales += target.sum().item()

    def compute(self):
        if not self.n:
            raise ValueError("no se llamó a update")
        return {
            "accuracy": self.aciertos / self.n,
            "precision": razon(self.tp, self.predichos),
            "recall": razon(self.tp, self.reales),
            "f1": razon(2 * self.tp, self.predichos + self.reales),
        }

    def reset(self):
        self.n = self.aciertos = self.tp = self.predichos = self.reales = 0
