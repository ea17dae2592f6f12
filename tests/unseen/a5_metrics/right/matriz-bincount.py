# %%
# Todo lo de clasificación sale de una sola cosa: la matriz de confusión.
import torch
from torch import Tensor


def _mismas(preds: Tensor, target: Tensor) -> int:
    if preds.shape != target.shape:
        raise ValueError("las formas no son iguales")
    if len(preds) == 0:
        raise ValueError("la entrada está vacía")
    return len(preds)


def _matriz(preds: Tensor, target: Tensor, k: int) -> Tensor:
    """m[i, j]: cuántas muestras de la clase i se predijeron como j."""
    _mismas(preds, target)
    celda = target.long() * k + preds.long()
    return torch.bincount(celda, minlength=k * k).reshape(k, k)


def _cociente(a: int, b: int) -> float:
    if b == 0:
        return 0.0
    return a / b


# %%
def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    (tn, fp), (fn, tp) = _matriz(preds, target, 2).tolist()
    return tp, fp, fn, tn


# %%
def accuracy(preds: Tensor, target: Tensor) -> float:
    n = _mismas(preds, target)
    return torch.eq(preds, target).sum().item() / n


# %%
def precision(preds: Tensor, target: Tensor) -> float:
    m = _matriz(preds, target, 2)
    return _cociente(m[1, 1].item(), m[:, 1].sum().item())


# %%
def recall(preds: Tensor, target: Tensor) -> float:
    m = _matriz(preds, target, 2)
    return _cociente(m[1, 1].item(), m[1, :].sum().item())


# %%
def f1_score(preds: Tensor, target: Tensor) -> float:
    m = _matriz(preds, target, 2)
    return _cociente(2 * m[1, 1].item(), (m[:, 1].sum() + m[1, :].sum()).item())


# %%
def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    m = _matriz(preds, target, num_classes).double()
    tp = m.diagonal()
    abajo = m.sum(dim=0) + m.sum(dim=1)
    # donde abajo es 0 también lo es tp: dividir por 1 da el 0.0 que se pide
    f1 = 2 * tp / abajo.clamp(min=1)
    return f1.mean().item()


# %%
def rmse(preds: Tensor, target: Tensor) -> float:
    n = _mismas(preds, target)
    e = target.double() - preds.double()
    return (torch.dot(e, e).item() / n) ** 0.5


# %%
def mae(preds: Tensor, target: Tensor) -> float:
    n = _mismas(preds, target)
    return torch.linalg.vector_norm(target.double() - preds.double(), ord=1).item() / n


# %%
def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    n = _mismas(preds, target)
    y, y_hat = target.double(), preds.double()
    abajo = torch.maximum(y.abs(), torch.full_like(y, eps))
    return 100 * ((y - y_hat).abs() / abajo).sum().item() / n


# %%
def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    n = _mismas(preds, target)
    y, y_hat = target.double(), preds.double()
    abajo = torch.maximum(y.abs() + y_hat.abs(), torch.full_like(y, eps))
    return 2 * ((y - y_hat).abs() / abajo).sum().item() / n


# %%
def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("no hay logits")
    if logits.dim() == 1:
        logits = logits.unsqueeze(1)
    if logits.size(1) == 1:
        return logits.sigmoid().squeeze(1).ge(threshold).to(torch.int64)
    return logits.max(dim=1).indices


# %%
class RunningMetrics:
    def __init__(self) -> None:
        self.m = torch.zeros(2, 2, dtype=torch.int64)

    def update(self, preds: Tensor, target: Tensor) -> None:
        self.m = self.m + _matriz(preds, target, 2).cpu()

    def compute(self) -> dict[str, float]:
        total = self.m.sum().item()
        if total == 0:
            raise ValueError("compute antes de update")
        (tn, fp), (fn, tp) = self.m.tolist()
        return {
            "accuracy": (tp + tn) / total,
            "precision": _cociente(tp, tp + fp),
            "recall": _cociente(tp, tp + fn),
            "f1": _cociente(2 * tp, 2 * tp + fp + fn),
        }

    def reset(self) -> None:
        self.m = torch.zeros(2, 2, dtype=torch.int64)
