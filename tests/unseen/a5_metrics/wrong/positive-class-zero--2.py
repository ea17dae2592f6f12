# exercise: confusion_counts
# %% [markdown]
# # Tarea 5: métricas desde cero
# **Sin librerías de métricas.** Aquí no puedes importar `torchmetrics`, `sklearn` ni otra librería.

# %%
import torch
from torch import Tensor


def _validate(preds: Tensor, target: Tensor) -> None:
    if preds.shape != target.shape:
        raise ValueError(f"preds {preds.shape} vs target {target.shape}")
    if preds.numel() == 0:
        raise ValueError("la entrada está vacía")


# %% [markdown]
# ## 1. `confusion_counts` (8 puntos)

# %%
def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    """Cuenta los verdaderos y falsos positivos y negativos.

    Example:
        >>> confusion_counts(torch.tensor([1, 1, 1, 0, 0]), torch.tensor([1, 1, 0, 1, 0]))
        (2, 1, 1, 1)
    """
    _validate(preds, target)
    preds_pos = preds.eq(0)
    target_pos = target.eq(0)
    tp = preds_pos.logical_and(target_pos).sum().item()
    fp = preds_pos.logical_and(target_pos.logical_not()).sum().item()
    fn = preds_pos.logical_not().logical_and(target_pos).sum().item()
    tn = preds_pos.logical_not().logical_and(target_pos.logical_not()).sum().item()
    return tp, fp, fn, tn


# %%
def accuracy(preds: Tensor, target: Tensor) -> float:
    """Fracción de muestras bien predichas, con cualquier número de clases."""
    _validate(preds, target)
    return torch.mean((preds == target).float()).item()


# %%
def precision(preds: Tensor, target: Tensor) -> float:
    """Fracción de lo predicho positivo que de verdad lo era."""
    tp, fp, _, _ = confusion_counts(preds, target)
    if tp + fp == 0:
        return 0.0
    return tp / (tp + fp)


# %%
def recall(preds: Tensor, target: Tensor) -> float:
    """Fracción de los positivos verdaderos que la red encontró."""
    tp, _, fn, _ = confusion_counts(preds, target)
    if tp + fn == 0:
        return 0.0
    return tp / (tp + fn)


# %%
def f1_score(preds: Tensor, target: Tensor) -> float:
    """Media armónica de la precisión y el recall."""
    P = precision(preds, target)
    R = recall(preds, target)
    if P + R == 0:
        return 0.0
    return 2 * P * R / (P + R)


# %%
def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    """Promedio simple del F1 de cada clase contra las demás."""
    _validate(preds, target)
    total = 0.0
    for k in range(num_classes):
        total += f1_score((preds == k).long(), (target == k).long())
    return total / num_classes


# %%
def rmse(preds: Tensor, target: Tensor) -> float:
    """Raíz del error cuadrático medio."""
    _validate(preds, target)
    mse = torch.mean((target - preds) ** 2)
    return torch.sqrt(mse).item()


# %%
def mae(preds: Tensor, target: Tensor) -> float:
    """Error absoluto medio."""
    _validate(preds, target)
    return torch.mean(torch.abs(target - preds)).item()


# %%
def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    """Error porcentual absoluto medio."""
    _validate(preds, target)
    denominator = torch.clamp(torch.abs(target), min=eps)
    return (100 * torch.mean(torch.abs(target - preds) / denominator)).item()


# %%
def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    """Error porcentual absoluto medio simétrico, de 0 a 2."""
    _validate(preds, target)
    denominator = torch.clamp(torch.abs(target) + torch.abs(preds), min=eps)
    return (2 * torch.mean(torch.abs(target - preds) / denominator)).item()


# %%
def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    """Etiquetas a partir de los logits de la red."""
    if logits.numel() == 0:
        raise ValueError("no hay logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return torch.argmax(logits, dim=1)
    if logits.ndim == 2:
        logits = logits.squeeze(dim=1)
    return (torch.sigmoid(logits) >= threshold).long()


# %%
class RunningMetrics:
    """Métricas binarias de todos los batches vistos desde el último `reset`."""

    def __init__(self) -> None:
        self.preds: list[Tensor] = []
        self.target: list[Tensor] = []

    def update(self, preds: Tensor, target: Tensor) -> None:
        _validate(preds, target)
        self.preds.append(preds.detach().cpu())
        self.target.append(target.detach().cpu())

    def compute(self) -> dict[str, float]:
        if not self.preds:
            raise ValueError("todavía no se ha visto ningún batch")
        preds, target = torch.cat(self.preds), torch.cat(self.target)
        return {
            "accuracy": accuracy(preds, target),
            "precision": precision(preds, target),
            "recall": recall(preds, target),
            "f1": f1_score(preds, target),
        }

    def reset(self) -> None:
        self.preds.clear()
        self.target.clear()


