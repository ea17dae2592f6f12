# %%
import torch
from torch import Tensor
from torch.nn import functional as F


def _comprobar(*tensores: Tensor) -> None:
    primero, *otros = tensores
    if any(otro.size() != primero.size() for otro in otros):
        raise ValueError("los tensores deben tener la misma forma")
    if primero.numel() == 0:
        raise ValueError("se necesita al menos una muestra")


def _sin_nan(arriba: Tensor, abajo: Tensor) -> float:
    # 0/0 es NaN y aquí NaN se convierte en 0
    return torch.nan_to_num(arriba.double() / abajo.double(), nan=0.0).item()


# %%
def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    _comprobar(preds, target)
    preds, target = preds.bool(), target.bool()
    conteos = [
        preds.logical_and(target),
        preds.logical_and(target.logical_not()),
        preds.logical_not().logical_and(target),
        preds.logical_or(target).logical_not(),
    ]
    tp, fp, fn, tn = torch.stack(conteos).sum(dim=1).tolist()
    return tp, fp, fn, tn


# %%
def accuracy(preds: Tensor, target: Tensor) -> float:
    _comprobar(preds, target)
    return preds.eq(target).double().mean().item()


# %%
def precision(preds: Tensor, target: Tensor) -> float:
    _comprobar(preds, target)
    return _sin_nan((preds.eq(1) & target.eq(1)).sum(), preds.eq(1).sum())


# %%
def recall(preds: Tensor, target: Tensor) -> float:
    _comprobar(preds, target)
    return _sin_nan((preds.eq(1) & target.eq(1)).sum(), target.eq(1).sum())


# %%
def f1_score(preds: Tensor, target: Tensor) -> float:
    _comprobar(preds, target)
    p, t = preds.eq(1), target.eq(1)
    # F1 = TP / (TP + (FP + FN) / 2)
    tp = (p & t).sum()
    return _sin_nan(tp, tp + (p ^ t).sum() / 2)


# %%
def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    _comprobar(preds, target)
    uno_vs_resto = ((preds.eq(c), target.eq(c)) for c in range(num_classes))
    f1s = [_sin_nan((p & t).sum(), (p & t).sum() + (p ^ t).sum() / 2) for p, t in uno_vs_resto]
    return sum(f1s) / len(f1s)


# %%
def rmse(preds: Tensor, target: Tensor) -> float:
    _comprobar(preds, target)
    return F.mse_loss(preds, target).sqrt().item()


# %%
def mae(preds: Tensor, target: Tensor) -> float:
    _comprobar(preds, target)
    return F.l1_loss(preds, target).item()


# %%
def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _comprobar(preds, target)
    relativo = F.l1_loss(preds, target, reduction="none") / F.threshold(target.abs(), eps, eps)
    return 100 * relativo.mean().item()


# %%
def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    _comprobar(preds, target)
    ancho = F.threshold(target.abs() + preds.abs(), eps, eps)
    relativo = F.l1_loss(preds, target, reduction="none") / ancho
    return 2 * relativo.mean().item()


# %%
def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    _comprobar(logits)
    if logits.dim() == 2 and logits.size(1) >= 2:
        # la clase de mayor probabilidad es la de mayor logit: no hace falta el softmax
        return logits.argmax(dim=1)
    return F.sigmoid(logits).view(logits.size(0)).ge(threshold).long()


# %%
class RunningMetrics(torch.nn.Module):
    """Los conteos son buffers; nada de esto se entrena."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("conteos", torch.zeros(2, 2, dtype=torch.long))

    def update(self, preds: Tensor, target: Tensor) -> None:
        _comprobar(preds, target)
        for p in range(2):
            for t in range(2):
                self.conteos[p, t] += (preds.eq(p) & target.eq(t)).sum().item()

    def compute(self) -> dict[str, float]:
        if not self.conteos.any():
            raise ValueError("no hay nada acumulado")
        c = self.conteos
        tp = c[1, 1]
        return {
            "accuracy": _sin_nan(c.diag().sum(), c.sum()),
            "precision": _sin_nan(tp, c[1].sum()),
            "recall": _sin_nan(tp, c[:, 1].sum()),
            "f1": _sin_nan(2 * tp, c[1].sum() + c[:, 1].sum()),
        }

    def reset(self) -> None:
        self.conteos.zero_()
