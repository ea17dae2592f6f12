# exercise: RunningMetrics
import torch
from torch import Tensor

# Tarea 5
# No uso funciones auxiliares, cada ejercicio está completo.

def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    if preds.shape != target.shape:
        raise ValueError("Formas distintas")
    if len(preds) == 0:
        raise ValueError("Vacío")
    tp = int((preds * target).sum())              # los dos son 1
    fp = int((preds * (1 - target)).sum())        # dije 1 y era 0
    fn = int(((1 - preds) * target).sum())        # dije 0 y era 1
    tn = int(((1 - preds) * (1 - target)).sum())  # los dos son 0
    return tp, fp, fn, tn

def accuracy(preds: Tensor, target: Tensor) -> float:
    if preds.shape != target.shape:
        raise ValueError("Formas distintas")
    if len(preds) == 0:
        raise ValueError("Vacío")
    return int((preds == target).sum()) / len(target)

def precision(preds: Tensor, target: Tensor) -> float:
    if preds.shape != target.shape:
        raise ValueError("Formas distintas")
    if len(preds) == 0:
        raise ValueError("Vacío")
    tp = int((preds * target).sum())
    positivos_predichos = int(preds.sum())
    if positivos_predichos == 0:
        return 0.0
    else:
        return tp / positivos_predichos

def recall(preds: Tensor, target: Tensor) -> float:
    if preds.shape != target.shape:
        raise ValueError("Formas distintas")
    if len(preds) == 0:
        raise ValueError("Vacío")
    tp = int((preds * target).sum())
    positivos_reales = int(target.sum())
    if positivos_reales == 0:
        return 0.0
    else:
        return tp / positivos_reales

def f1_score(preds: Tensor, target: Tensor) -> float:
    if preds.shape != target.shape:
        raise ValueError("Formas distintas")
    if len(preds) == 0:
        raise ValueError("Vacío")
    tp = int((preds * target).sum())
    fp = int((preds * (1 - target)).sum())
    fn = int(((1 - preds) * target).sum())
    if 2 * tp + fp + fn == 0:
        return 0.0
    return 2 * tp / (2 * tp + fp + fn)

def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    if preds.shape != target.shape:
        raise ValueError("Formas distintas")
    if len(preds) == 0:
        raise ValueError("Vacío")
    f1s = []
    for k in range(num_classes):
        p = (preds == k).int()
        t = (target == k).int()
        tp = int((p * t).sum())
        fp = int((p * (1 - t)).sum())
        fn = int(((1 - p) * t).sum())
        if 2 * tp + fp + fn == 0:
            f1s.append(0.0)
        else:
            f1s.append(2 * tp / (2 * tp + fp + fn))
    return sum(f1s) / len(f1s)

def rmse(preds: Tensor, target: Tensor) -> float:
    if preds.shape != target.shape:
        raise ValueError("Formas distintas")
    if len(preds) == 0:
        raise ValueError("Vacío")
    error = target - preds
    return float(torch.sqrt(torch.mean(error ** 2)))

def mae(preds: Tensor, target: Tensor) -> float:
    if preds.shape != target.shape:
        raise ValueError("Formas distintas")
    if len(preds) == 0:
        raise ValueError("Vacío")
    error = target - preds
    return float(torch.mean(torch.abs(error)))

def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    if preds.shape != target.shape:
        raise ValueError("Formas distintas")
    if len(preds) == 0:
        raise ValueError("Vacío")
    abajo = torch.maximum(torch.abs(target), torch.full_like(target, eps))
    return float(100 * torch.mean(torch.abs(target - preds) / abajo))

def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    if preds.shape != target.shape:
        raise ValueError("Formas distintas")
    if len(preds) == 0:
        raise ValueError("Vacío")
    abajo = torch.abs(target) + torch.abs(preds)
    abajo = torch.where(abajo > eps, abajo, torch.full_like(abajo, eps))
    return float(2 * torch.mean(torch.abs(target - preds) / abajo))

def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if len(logits) == 0:
        raise ValueError("Vacío")
    if logits.ndim == 1:
        return (torch.sigmoid(logits) >= threshold).to(torch.int64)
    elif logits.shape[1] == 1:
        return (torch.sigmoid(logits[:, 0]) >= threshold).to(torch.int64)
    else:
        return torch.argmax(logits, dim=-1)

class RunningMetrics:
    def __init__(self) -> None:
        self.todos_preds = []
        self.todos_target = []

    def update(self, preds: Tensor, target: Tensor) -> None:
        if preds.shape != target.shape:
            raise ValueError("Formas distintas")
        self.todos_preds = [preds]
        self.todos_target = [target]

    def compute(self) -> dict[str, float]:
        if self.todos_preds == []:
            raise ValueError("Sin datos")
        p = torch.cat(self.todos_preds)
        t = torch.cat(self.todos_target)
        return {'accuracy': accuracy(p, t), 'precision': precision(p, t),
                'recall': recall(p, t), 'f1': f1_score(p, t)}

    def reset(self) -> None:
        self.todos_preds = []
        self.todos_target = []
