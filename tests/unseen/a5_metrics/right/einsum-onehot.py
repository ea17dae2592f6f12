# %%
import math

import torch
import torch.nn.functional as F

# Con vectores one-hot, contar es multiplicar.


def validar(preds, target):
    if preds.shape != target.shape:
        raise ValueError("shape")
    if preds.shape[0] == 0:
        raise ValueError("empty")


def cruce(preds, target, clases):
    """(clases, clases): [predicha, verdadera]."""
    validar(preds, target)
    p = F.one_hot(preds.long(), clases).double()
    t = F.one_hot(target.long(), clases).double()
    return torch.einsum("ni,nj->ij", p, t)


def f1_por_clase(c):
    aciertos = torch.einsum("ii->i", c)
    dichos = torch.einsum("ij->i", c)
    reales = torch.einsum("ij->j", c)
    suma = dichos + reales
    return torch.where(suma > 0, 2 * aciertos / torch.where(suma > 0, suma, 1.0), 0.0)


# %%
def confusion_counts(preds, target):
    c = cruce(preds, target, 2)
    return int(c[1, 1]), int(c[1, 0]), int(c[0, 1]), int(c[0, 0])


# %%
def accuracy(preds, target):
    validar(preds, target)
    return float((preds == target).double().mean())


# %%
def precision(preds, target):
    c = cruce(preds, target, 2)
    dichos = float(c[1].sum())
    return float(c[1, 1]) / dichos if dichos else 0.0


# %%
def recall(preds, target):
    c = cruce(preds, target, 2)
    reales = float(c[:, 1].sum())
    return float(c[1, 1]) / reales if reales else 0.0


# %%
def f1_score(preds, target):
    return float(f1_por_clase(cruce(preds, target, 2))[1])


# %%
def macro_f1(preds, target, num_classes):
    return float(f1_por_clase(cruce(preds, target, num_classes)).sum() / num_classes)


# %%
def rmse(preds, target):
    validar(preds, target)
    e = (target - preds).double()
    return math.sqrt(torch.einsum("n,n->", e, e).item() / e.numel())


# %%
def mae(preds, target):
    validar(preds, target)
    e = (target - preds).double()
    return torch.einsum("n,n->", e, e.sign()).item() / e.numel()


# %%
def mape(preds, target, eps=1.17e-6):
    validar(preds, target)
    y, y_hat = target.double(), preds.double()
    pesos = 1 / torch.where(y.abs() > eps, y.abs(), torch.full_like(y, eps))
    return 100 * torch.einsum("n,n->", (y - y_hat).abs(), pesos).item() / y.numel()


# %%
def smape(preds, target, eps=1.17e-6):
    validar(preds, target)
    y, y_hat = target.double(), preds.double()
    ancho = y.abs() + y_hat.abs()
    pesos = 1 / torch.where(ancho > eps, ancho, torch.full_like(y, eps))
    return 2 * torch.einsum("n,n->", (y - y_hat).abs(), pesos).item() / y.numel()


# %%
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("empty")
    n = logits.shape[0]
    columnas = logits.reshape(n, -1)
    if columnas.shape[1] == 1:
        return torch.sigmoid(columnas[:, 0]).ge(threshold).long()
    return torch.argmax(columnas, dim=-1)


# %%
class RunningMetrics:
    def __init__(self):
        self.reset()

    def reset(self):
        self.c = None

    def update(self, preds, target):
        nuevo = cruce(preds, target, 2).cpu()
        self.c = nuevo if self.c is None else self.c + nuevo

    def compute(self):
        if self.c is None:
            raise ValueError("primero update, después compute")
        c = self.c
        dichos, reales = c[1].sum().item(), c[:, 1].sum().item()
        tp = c[1, 1].item()
        return {
            "accuracy": (c.trace() / c.sum()).item(),
            "precision": tp / dichos if dichos else 0.0,
            "recall": tp / reales if reales else 0.0,
            "f1": f1_por_clase(c)[1].item(),
        }
