# %% [markdown]
# # Assignment 5: metrics from scratch

# %%
import torch
from torch import Tensor


def check(preds: Tensor, target: Tensor) -> None:
    """Same shape, and something inside."""
    if preds.shape != target.shape:
        raise ValueError(f"shapes {tuple(preds.shape)} and {tuple(target.shape)} differ")
    if preds.numel() == 0:
        raise ValueError("no samples")


def safe_divide(numerator: float, denominator: float) -> float:
    if denominator == 0:
        return 0.0
    return float(numerator / denominator)


# %% [markdown]
# ## 1. `confusion_counts`

# %%
def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    """Count true and false positives and negatives."""
    check(preds, target)
    right = preds == target
    positive = preds == 1
    tp = (right & positive).sum().item()
    fp = (~right & positive).sum().item()
    fn = (~right & ~positive).sum().item()
    tn = (right & ~positive).sum().item()
    return tp, fp, fn, tn


# %% [markdown]
# ## 2. `accuracy`

# %%
def accuracy(preds: Tensor, target: Tensor) -> float:
    """Share of samples predicted right, with any number of classes."""
    check(preds, target)
    return safe_divide((preds == target).sum().item(), len(target))


# %% [markdown]
# ## 3. `precision`

# %%
def precision(preds: Tensor, target: Tensor) -> float:
    """Share of what was predicted positive that really was."""
    tp, fp, _, _ = confusion_counts(preds, target)
    return safe_divide(tp, tp + fp)


# %% [markdown]
# ## 4. `recall`

# %%
def recall(preds: Tensor, target: Tensor) -> float:
    """Share of the true positives that the network found."""
    # with the roles exchanged, recall is the precision of the truth
    return precision(preds=target, target=preds)


# %% [markdown]
# ## 5. `f1_score`

# %%
def f1_score(preds: Tensor, target: Tensor) -> float:
    """Harmonic mean of precision and recall."""
    p = precision(preds, target)
    r = recall(preds, target)
    return safe_divide(2 * p * r, p + r)


# %% [markdown]
# ## 6. `macro_f1`

# %%
def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    """Plain mean of the F1 of each class against the others."""
    check(preds, target)
    scores = torch.zeros(num_classes, dtype=torch.float64)
    for label in range(num_classes):
        scores[label] = f1_score((preds == label).int(), (target == label).int())
    return scores.mean().item()


# %% [markdown]
# ## 7. `rmse`

# %%
def rmse(preds: Tensor, target: Tensor) -> float:
    """Root of the mean squared error."""
    check(preds, target)
    errors = target - preds
    return errors.square().mean().sqrt().item()


# %% [markdown]
# ## 8. `mae`

# %%
def mae(preds: Tensor, target: Tensor) -> float:
    """Mean absolute error."""
    check(preds, target)
    errors = target - preds
    return errors.abs().mean().item()


# %% [markdown]
# ## 9. `mape`

# %%
def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    """Mean absolute percentage error."""
    check(preds, target)
    floor = target.abs().clip(min=eps)
    return ((target - preds).abs() / floor).mean().mul(100).item()


# %% [markdown]
# ## 10. `smape`

# %%
def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    """Symmetric mean absolute percentage error, from 0 to 2."""
    check(preds, target)
    floor = (target.abs() + preds.abs()).clip(min=eps)
    return ((target - preds).abs() / floor).mean().mul(2).item()


# %% [markdown]
# ## 11. `labels_from_logits`

# %%
def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    """Labels from the logits of the network."""
    if logits.numel() == 0:
        raise ValueError("no logits")
    if logits.ndim == 2 and logits.shape[1] > 1:
        return torch.argmax(logits, dim=1)
    probability = logits.sigmoid().reshape(-1)
    labels = torch.zeros_like(probability, dtype=torch.int64)
    labels[probability >= threshold] = 1
    return labels


# %% [markdown]
# ## 12. `RunningMetrics`

# %%
class RunningMetrics:
    """Binary metrics of all batches seen since the last `reset`."""

    def __init__(self) -> None:
        self.batches: list[tuple[Tensor, Tensor]] = []

    def update(self, preds: Tensor, target: Tensor) -> None:
        """Add a batch; a copy, in case the caller uses the tensor again."""
        check(preds, target)
        self.batches.append((preds.detach().cpu().clone(), target.detach().cpu().clone()))

    def compute(self) -> dict[str, float]:
        """The four metrics of everything seen."""
        if len(self.batches) == 0:
            raise ValueError("nothing seen since the last reset")
        preds = torch.cat([p for p, _ in self.batches])
        target = torch.cat([t for _, t in self.batches])
        return {
            "accuracy": accuracy(preds, target),
            "precision": precision(preds, target),
            "recall": recall(preds, target),
            "f1": f1_score(preds, target),
        }

    def reset(self) -> None:
        """Forget everything seen."""
        self.batches = []
