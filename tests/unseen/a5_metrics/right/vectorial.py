# %%
import torch
from torch import Tensor


def _revisar(preds: Tensor, target: Tensor) -> None:
    if preds.shape != target.shape:
        raise ValueError(f"formas distintas: {tuple(preds.shape)} y {tuple(target.shape)}")
    if preds.numel() == 0:
        raise ValueError("no hay muestras")


def _razon(arriba: float, abajo: float) -> float:
    return arriba / abajo if abajo else 0.0


# %%
def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    _revisar(preds, target)
    si, es = preds == 1, target == 1
    tp = int((si & es).sum())
    fp = int((si & ~es).sum())
    fn = int((~si & es).sum())
    tn = int((~si & ~es).sum())
    return tp, fp, fn, tn


# %%
def accuracy(preds: Tensor, target: Tensor) -> float:
    _revisar(preds, target)
    return (preds == target).float().mean().item()


# %%
def precision(preds: Tensor, target: Tensor) -> float:
    tp, fp, _, _ = confusion_counts(preds, target)
    return _razon(tp, tp + fp)


# %%
def recall(preds: Tensor, target: Tensor) -> float:
    tp, _, fn, _ = confusion_counts(preds, target)
    return _razon(tp, tp + fn)


# %%
def f1_score(preds: Tensor, target: Tensor) -> float:
    p, r = precision(preds, target), recall(preds, target)
    return _razon(2 * p * r, p + r)


# %%
def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    _revisar(preds, target)
    # cada clase, a su turno, es la positiva
    f1s = [f1_score((preds == c).long(), (target == c).long()) for c in range(num_classes)]
    return sum(f1s) / num_classes


# %%
def rmse(preds: Tensor, target: Tensor) -> float:
    _revisar(preds, target)
    return ((target - preds) ** 2).mean().sqrt().item()


# %%
def mae(preds: Tensor, target: Tensor) -> float:
    _revisar(preds, target)
    return (target - preds).abs().mean().item()


# %%
def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _revisar(preds, target)
    return 100 * ((target - preds).abs() / target.abs().clamp(min=eps)).mean().item()


# %%
def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _revisar(preds, target)
    abajo = (target.abs() + preds.abs()).clamp(min=eps)
    return 2 * ((target - preds).abs() / abajo).mean().item()


# %%
def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    if logits.numel() == 0:
        raise ValueError("no hay logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return logits.argmax(dim=1)
    return (torch.sigmoid(logits.flatten()) >= threshold).long()


# %%
class RunningMetrics:
    """Métricas binarias de todos los batches vistos desde el último `reset`."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.counts = torch.zeros(4, dtype=torch.int64)

    def update(self, preds: Tensor, target: Tensor) -> None:
        self.counts += torch.tensor(confusion_counts(preds, target))

    def compute(self) -> dict[str, float]:
        tp, fp, fn, tn = self.counts.tolist()
        if tp + fp + fn + tn == 0:
            raise ValueError("todavía no hay nada que calcular")
        p, r = _razon(tp, tp + fp), _razon(tp, tp + fn)
        return {
            "accuracy": (tp + tn) / (tp + fp + fn + tn),
            "precision": p,
            "recall": r,
            "f1": _razon(2 * p * r, p + r),
        }
