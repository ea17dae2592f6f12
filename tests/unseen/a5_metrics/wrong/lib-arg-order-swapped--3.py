# exercise: RunningMetrics
import torch
from typing import Callable

metricas: dict[str, Callable] = {}


def registrar(nombre):
    def deco(f):
        metricas[nombre] = f
        return f
    return deco


def juntos(a, b):
    faltan = []
    if a.shape != b.shape:
        faltan.append("formas distintas")
    if 0 in a.shape or 0 in b.shape:
        faltan.append("sin muestras")
    if faltan:
        raise ValueError("; ".join(faltan))
    return torch.stack((a, b))


def confusion_counts(preds, target):
    claves, veces = torch.unique(juntos(preds, target), dim=1, return_counts=True)
    tabla = {tuple(k): v for k, v in zip(claves.T.tolist(), veces.tolist())}
    return tabla.get((1, 1), 0), tabla.get((1, 0), 0), tabla.get((0, 1), 0), tabla.get((0, 0), 0)


@registrar("accuracy")
def accuracy(preds, target):
    p, t = juntos(preds, target)
    return torch.isclose(p.double(), t.double()).double().mean().item()


@registrar("precision")
def precision(preds, target):
    p, t = juntos(preds, target)
    elegidos = t[p == 1]
    return elegidos.double().mean().item() if len(elegidos) else 0.0


@registrar("recall")
def recall(preds, target):
    p, t = juntos(preds, target)
    elegidos = p[t == 1]
    return elegidos.double().mean().item() if len(elegidos) else 0.0


@registrar("f1")
def f1_score(preds, target):
    pr, re = precision(preds, target), recall(preds, target)
    return 0.0 if pr * re == 0 else 2 * pr * re / (pr + re)


def macro_f1(preds, target, num_classes):
    juntos(preds, target)
    cada_una = map(lambda c: f1_score((preds == c).long(), (target == c).long()), range(num_classes))
    return sum(cada_una) / num_classes


def rmse(preds, target):
    p, t = juntos(preds, target)
    return torch.hypot(p - t, torch.zeros_like(p)).pow(2).mean().sqrt().item()


def mae(preds, target):
    p, t = juntos(preds, target)
    return torch.cdist(p[:, None], t[:, None], p=1).diagonal().mean().item()


def mape(preds, target, eps=1.17e-6):
    p, t = juntos(preds, target)
    return torch.lerp(torch.zeros(()).to(p), ((t - p) / t.abs().clamp(min=eps)).abs().mean(), 100.0).item()


def smape(preds, target, eps=1.17e-6):
    matriz = juntos(preds, target)
    abajo = matriz.abs().sum(dim=0).clamp(min=eps)
    arriba = matriz.diff(dim=0).abs().squeeze(0)
    return 2.0 * (arriba / abajo).mean().item()


def labels_from_logits(logits, threshold=0.5):
    if 0 in logits.shape:
        raise ValueError("sin muestras")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(1)
    return torch.bucketize(logits.flatten().sigmoid(), logits.new_tensor([threshold]), right=True)


class RunningMetrics(list):
    """Una lista de batches que además sabe calcular."""

    def update(self, preds, target):
        self.append(juntos(target, preds))

    def compute(self):
        if not self:
            raise ValueError("sin batches")
        p, t = torch.cat(list(self), dim=1)
        return {nombre: f(p, t) for nombre, f in metricas.items()}

    def reset(self):
        self.clear()
