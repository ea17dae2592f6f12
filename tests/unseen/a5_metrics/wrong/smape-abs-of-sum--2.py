# exercise: smape
import torch


class Metricas:
    """Un espacio de nombres: todas son staticmethod."""

    @staticmethod
    def _check(preds, target):
        if preds.shape != target.shape or preds.shape[0] == 0:
            raise ValueError("entrada inválida")

    @staticmethod
    def counts(preds, target):
        Metricas._check(preds, target)
        diff = preds.to(torch.int64) - target.to(torch.int64)
        fp = (diff == 1).sum().item()
        fn = (diff == -1).sum().item()
        tp = target.sum().item() - fn
        tn = len(target) - tp - fp - fn
        return tp, fp, fn, tn

    @staticmethod
    def acc(preds, target):
        Metricas._check(preds, target)
        return (preds - target).eq(0).sum().item() / len(preds)

    @staticmethod
    def prec(preds, target):
        tp, fp, _, _ = Metricas.counts(preds, target)
        return 0.0 if tp == 0 else tp / (tp + fp)

    @staticmethod
    def rec(preds, target):
        tp, _, fn, _ = Metricas.counts(preds, target)
        return 0.0 if tp == 0 else tp / (tp + fn)

    @staticmethod
    def fbeta(preds, target, beta=1.0):
        p, r = Metricas.prec(preds, target), Metricas.rec(preds, target)
        if p == 0 and r == 0:
            return 0.0
        return (1 + beta ** 2) * p * r / (beta ** 2 * p + r)

    @staticmethod
    def macro(preds, target, num_classes):
        Metricas._check(preds, target)
        acumulado = 0.0
        clase = 0
        while clase < num_classes:
            acumulado += Metricas.fbeta((preds == clase).long(), (target == clase).long())
            clase += 1
        return acumulado / num_classes

    @staticmethod
    def raiz_mse(preds, target):
        Metricas._check(preds, target)
        return torch.sqrt(torch.nn.MSELoss()(preds, target)).item()

    @staticmethod
    def error_abs(preds, target):
        Metricas._check(preds, target)
        e = preds - target
        return torch.where(e < 0, -e, e).mean().item()

    @staticmethod
    def porcentual(preds, target, eps=1.17e-6):
        Metricas._check(preds, target)
        piso = torch.ones_like(target) * eps
        return ((preds - target).abs() / torch.maximum(piso, target.abs())).mean().item() * 100

    @staticmethod
    def simetrico(preds, target, eps=1.17e-6):
        Metricas._check(preds, target)
        piso = torch.ones_like(target) * eps
        return ((preds - target).abs() / torch.maximum(piso, (preds + target).abs())).mean().item() * 2


confusion_counts = Metricas.counts
accuracy = Metricas.acc
precision = Metricas.prec
recall = Metricas.rec
f1_score = Metricas.fbeta
macro_f1 = Metricas.macro
rmse = Metricas.raiz_mse
mae = Metricas.error_abs
mape = Metricas.porcentual
smape = Metricas.simetrico


def labels_from_logits(logits, threshold=0.5):
    if logits.nelement() == 0:
        raise ValueError("no hay nada")
    if logits.dim() == 2:
        n, c = logits.shape
        if c > 1:
            return logits.argmax(1)
        logits = logits.reshape(n)
    return (torch.sigmoid(logits) >= threshold) * 1


class Acumulador:
    def __init__(self):
        self.estado = {"tp": 0, "fp": 0, "fn": 0, "tn": 0}

    def update(self, preds, target):
        for nombre, valor in zip(self.estado, Metricas.counts(preds, target)):
            self.estado[nombre] += valor

    def reset(self):
        self.estado = dict.fromkeys(self.estado, 0)


class RunningMetrics(Acumulador):
    def compute(self):
        tp, fp, fn, tn = self.estado.values()
        if sum(self.estado.values()) == 0:
            raise ValueError("compute() sin update()")
        p = tp / (tp + fp) if tp else 0.0
        r = tp / (tp + fn) if tp else 0.0
        f = 2 * p * r / (p + r) if tp else 0.0
        return {"f1": f, "recall": r, "precision": p, "accuracy": (tp + tn) / (tp + fp + fn + tn)}
