# %%
"""Tarea 5. Una predicción positiva es un índice: las métricas binarias son cuentas de conjuntos."""
import torch


def tamano(preds, target):
    n, m = tuple(preds.shape), tuple(target.shape)
    if n != m:
        raise ValueError(f"preds es {n} y target es {m}")
    if n[0] == 0:
        raise ValueError("no hay muestras")
    return n[0]


def indices(etiquetas, clase=1):
    return set(torch.nonzero(etiquetas == clase).flatten().tolist())


def jaccard_a_f1(a, b):
    """Dos conjuntos vacíos no se parecen: 0.0."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


# %%
def confusion_counts(preds, target):
    n = tamano(preds, target)
    dichos, reales = indices(preds), indices(target)
    return len(dichos & reales), len(dichos - reales), len(reales - dichos), n - len(dichos | reales)


# %%
def accuracy(preds, target):
    n = tamano(preds, target)
    return torch.where(preds == target)[0].numel() / n


# %%
def precision(preds, target):
    tamano(preds, target)
    dichos = indices(preds)
    return len(dichos & indices(target)) / max(len(dichos), 1)


# %%
def recall(preds, target):
    tamano(preds, target)
    reales = indices(target)
    return len(reales & indices(preds)) / max(len(reales), 1)


# %%
def f1_score(preds, target):
    tamano(preds, target)
    return jaccard_a_f1(indices(preds), indices(target))


# %%
def macro_f1(preds, target, num_classes):
    tamano(preds, target)
    f1 = {c: jaccard_a_f1(indices(preds, c), indices(target, c)) for c in range(num_classes)}
    return sum(f1.values()) / num_classes


# %%
def rmse(preds, target):
    n = tamano(preds, target)
    # distancia euclidiana repartida entre n
    return torch.dist(target.double(), preds.double(), p=2).item() / n**0.5


# %%
def mae(preds, target):
    n = tamano(preds, target)
    return torch.dist(target.double(), preds.double(), p=1).item() / n


# %%
def mape(preds, target, eps=1.17e-6):
    n = tamano(preds, target)
    abajo = target.double().abs()
    abajo = abajo.masked_fill(abajo < eps, eps)
    return torch.dist(target / abajo, preds / abajo, p=1).item() * 100 / n


# %%
def smape(preds, target, eps=1.17e-6):
    n = tamano(preds, target)
    y, y_hat = target.double(), preds.double()
    abajo = y.abs() + y_hat.abs()
    abajo = abajo.masked_fill(abajo < eps, eps)
    return torch.dist(y / abajo, y_hat / abajo, p=1).item() * 2 / n


# %%
def labels_from_logits(logits, threshold=0.5):
    if logits.numel() == 0:
        raise ValueError("no hay logits")
    if logits.ndim == 1 or logits.shape[1] == 1:
        # bool -> int64 sumando
        return (torch.sigmoid(logits) >= threshold).reshape(len(logits)) + 0
    return logits.argmax(-1)


# %%
class RunningMetrics:
    """Los índices se corren para que los batches no choquen."""

    def __init__(self):
        self.n, self.dichos, self.reales = 0, set(), set()

    def update(self, preds, target):
        n = tamano(preds, target)
        self.dichos |= {self.n + i for i in indices(preds)}
        self.reales |= {self.n + i for i in indices(target)}
        self.n += n

    def compute(self):
        if self.n == 0:
            raise ValueError("primero hay que agregar un batch")
        ambos = len(self.dichos & self.reales)
        distintos = len(self.dichos ^ self.reales)
        return {
            "accuracy": (self.n - distintos) / self.n,
            "precision": ambos / max(len(self.dichos), 1),
            "recall": ambos / max(len(self.reales), 1),
            "f1": jaccard_a_f1(self.dichos, self.reales),
        }

    def reset(self):
        self.__init__()
