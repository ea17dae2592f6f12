# %% [markdown]
# # Assignment 5: metrics from scratch
#
# A network is trained with a loss, but hardly anybody asks about the loss: they ask how often it is right,
# how many cases it misses, by how much it is off. In this assignment you write those metrics yourself, so
# that later, when a library hands you a number, you know exactly what it means.
#
# | Exercise | Points |
# | --- | ---: |
# | `confusion_counts` | 8 |
# | `accuracy` | 8 |
# | `precision` | 8 |
# | `recall` | 8 |
# | `f1_score` | 8 |
# | `macro_f1` | 10 |
# | `rmse` | 8 |
# | `mae` | 6 |
# | `mape` | 8 |
# | `smape` | 8 |
# | `labels_from_logits` | 10 |
# | `RunningMetrics` | 10 |
# | **Total** | **100** |
#
# **How to work.** Replace each `raise NotImplementedError(...)` with your solution, and change neither
# names nor arguments. You may write helper functions and use one exercise inside another. To check your
# progress, as often as you like, run in a terminal:
#
# ```
# autograder check a5_metrics.py
# ```
#
# (or `a5_metrics.ipynb`, if you work in the notebook).
#
# **No metric libraries.** Here you may not import `torchmetrics`, `sklearn` or another library that already
# has the metrics: the grader refuses that `import`, however and wherever you write it, and tells you so.
# PyTorch, NumPy and plain Python are enough. In assignment 6 you will use them.
#
# **What holds throughout**
#
# - Tensors go in and a Python `float` comes out (in `confusion_counts`, four `int`).
# - `preds` is what the network said and `target` what was true: always in that order. In the
#   classification metrics they are integer labels of shape `(n,)`; in those of regression, real numbers of
#   shape `(n,)`, in float32 or float64.
# - An empty input raises `ValueError`: there is no metric of nothing.
# - Two different shapes raise `ValueError` as well, even where PyTorch knows how to combine them.
#   Subtracting `(n,)` and `(n, 1)` gives an `n × n` table without any warning, and from it a false metric.
# - A ratio whose denominator is 0 is `0.0`.
# - The inputs stay as they came. They may live on CPU or on GPU.
#
# **Errata of the slide «Model Evaluation».** Three of its formulas do not say what they should, and here
# the right version is asked for. With true values `y = (1, -2, 0.5, -1)` and predictions
# `ŷ = (1.1, -1.5, 0.6, 3)`:
#
# - **RMSE**: the root is missing. As printed it gives `4.0675`, which is the mean squared error; with the
#   root, `2.0168`.
# - **MAPE**: an absolute value is missing below. With `max(ε, y)`, each negative `y` leaves a tiny ε as the
#   denominator and the result is of the order of `10⁸` percent; with `max(ε, |y|)` it is `113.75`.
# - **SMAPE**: the sum runs up to `m` and not up to 2, and below it is absolute values that are added. With
#   `|y + ŷ|` opposite signs cancel and `1.1407` comes out; with `|y| + |ŷ|`, `0.6407`. For the same reason
#   `y = (1, 1)` and `ŷ = (-1, 1.1)` give some `1.7` million instead of `1.048`, when it should never be
#   above 2.

# %%
import torch
from torch import Tensor


# %% [markdown]
# ## 1. `confusion_counts` (8 points)
#
# Every metric of binary classification comes from four counts. The slide «Model Evaluation» uses them in
# its formulas: TP and FP are what the network called positive, rightly and wrongly; FN is the positives
# that it missed. The fourth, TN, is the negatives that it rightly let pass.
#
# **Takes** `preds` and `target`, labels 0 and 1 of shape `(n,)`. Class 1 is the positive one.
#
# **Returns** the tuple `(tp, fp, fn, tn)`, in that order, with Python `int`s.
#
# **Example.** With `preds = (1, 1, 1, 0, 0)` and `target = (1, 1, 0, 1, 0)`: `(2, 1, 1, 1)`.

# %%
def confusion_counts(preds: Tensor, target: Tensor) -> tuple[int, int, int, int]:
    """Count the true and false positives and negatives.

    Args:
        preds: predicted labels, 0 or 1, integers, `(n,)`.
        target: true labels, 0 or 1, integers, `(n,)`.

    Returns:
        `(tp, fp, fn, tn)`; class 1 is the positive one.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> confusion_counts(torch.tensor([1, 1, 1, 0, 0]), torch.tensor([1, 1, 0, 1, 0]))
        (2, 1, 1, 1)
    """
    raise NotImplementedError("confusion_counts: write your solution here")


# %% [markdown]
# ## 2. `accuracy` (8 points)
#
# The most direct question of the slide «Model Evaluation»: what share of the samples did the network get
# right? It works for two classes as well as for a thousand. Its trap is well known: if 95 % of the samples
# are of one class, always answering that class already gives 0.95.
#
# **Takes** `preds` and `target`, integer labels of shape `(n,)`, of any number of classes.
#
# **Returns** the share of right predictions, between 0 and 1 (not a percentage).
#
# **Example.** With `preds = (2, 0, 1, 1)` and `target = (2, 0, 1, 0)`: `0.75`.

# %%
def accuracy(preds: Tensor, target: Tensor) -> float:
    """Share of the samples that were predicted right, with any number of classes.

    Args:
        preds: predicted labels, integers, `(n,)`.
        target: true labels, integers, `(n,)`.

    Returns:
        The right predictions divided by `n`.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> accuracy(torch.tensor([2, 0, 1, 1]), torch.tensor([2, 0, 1, 0]))
        0.75
    """
    raise NotImplementedError("accuracy: write your solution here")


# %% [markdown]
# ## 3. `precision` (8 points)
#
# Of all that the network called positive, how much was? It matters when a false alarm is expensive: a
# legitimate mail that ends up as spam, for instance. The formula is on the slide «Model Evaluation»:
# TP / (TP + FP).
#
# **Takes** `preds` and `target`, labels 0 and 1 of shape `(n,)`. Class 1 is the positive one.
#
# **Returns** the precision; if nothing was predicted positive, `0.0`.
#
# **Example.** With `preds = (1, 1, 1, 1, 0)` and `target = (1, 0, 0, 0, 1)`: 1 of 4, `0.25`.

# %%
def precision(preds: Tensor, target: Tensor) -> float:
    """Share of what was predicted positive that really was.

    Args:
        preds: predicted labels, 0 or 1, integers, `(n,)`.
        target: true labels, 0 or 1, integers, `(n,)`.

    Returns:
        `tp / (tp + fp)`; 0.0 if the denominator is 0.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> precision(torch.tensor([1, 1, 1, 1, 0]), torch.tensor([1, 0, 0, 0, 1]))
        0.25
        >>> precision(torch.tensor([0, 0]), torch.tensor([1, 0]))
        0.0
    """
    raise NotImplementedError("precision: write your solution here")


# %% [markdown]
# ## 4. `recall` (8 points)
#
# Of all that was positive, how much did the network find? It matters when the serious thing is that
# something slips through: a tumour that nobody saw. On the slide «Model Evaluation»: TP / (TP + FN). It
# tends to rise when precision falls, which is why the two are looked at together.
#
# **Takes** `preds` and `target`, labels 0 and 1 of shape `(n,)`. Class 1 is the positive one.
#
# **Returns** the recall; if there was no positive at all, `0.0`.
#
# **Example.** With `preds = (1, 1, 0, 0, 0)` and `target = (1, 0, 1, 0, 0)`: 1 of 2, `0.5`.

# %%
def recall(preds: Tensor, target: Tensor) -> float:
    """Share of the true positives that the network found.

    Args:
        preds: predicted labels, 0 or 1, integers, `(n,)`.
        target: true labels, 0 or 1, integers, `(n,)`.

    Returns:
        `tp / (tp + fn)`; 0.0 if the denominator is 0.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> recall(torch.tensor([1, 1, 0, 0, 0]), torch.tensor([1, 0, 1, 0, 0]))
        0.5
    """
    raise NotImplementedError("recall: write your solution here")


# %% [markdown]
# ## 5. `f1_score` (8 points)
#
# A single number for precision and recall. The slide «Model Evaluation» uses the harmonic mean, which
# punishes imbalance: with precision 1 and recall 0.2 the arithmetic mean would say 0.6; F1 says 0.33.
#
# **Takes** `preds` and `target`, labels 0 and 1 of shape `(n,)`. Class 1 is the positive one.
#
# **Returns** the F1; if its denominator is 0, `0.0`.
#
# **Example.** With `preds = (1, 1, 1, 1, 0)` and `target = (1, 1, 0, 0, 0)`, precision is 0.5 and recall
# 1: F1 is `2·0.5 / 1.5 = 0.667`.

# %%
def f1_score(preds: Tensor, target: Tensor) -> float:
    """Harmonic mean of precision and recall.

    Args:
        preds: predicted labels, 0 or 1, integers, `(n,)`.
        target: true labels, 0 or 1, integers, `(n,)`.

    Returns:
        `2·P·R / (P + R)`; 0.0 if the denominator is 0.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> round(f1_score(torch.tensor([1, 1, 1, 1, 0]), torch.tensor([1, 1, 0, 0, 0])), 3)
        0.667
    """
    raise NotImplementedError("f1_score: write your solution here")


# %% [markdown]
# ## 6. `macro_f1` (10 points)
#
# With more than two classes, the F1 of the slide «Model Evaluation» is computed once per class: that class
# is the positive one and all the others together the negative one. The *macro* version averages those F1
# without weights, so that a rare class matters as much as a frequent one.
#
# **Takes** `preds` and `target`, integer labels from 0 to `num_classes - 1`, of shape `(n,)`, and
# `num_classes`.
#
# **Returns** the plain mean of the `num_classes` F1.
#
# **Conventions**
#
# - The mean is always over the `num_classes` classes. One that does not occur, neither in `preds` nor in
#   `target`, counts with F1 `0.0`.
# - First the F1 of each class, then the mean; not the other way round.
#
# **Example.** With `preds = (0, 0, 1, 1)`, `target = (0, 0, 1, 0)` and three classes, the F1 are 0.8, 0.667
# and 0: the result is `0.489`.

# %%
def macro_f1(preds: Tensor, target: Tensor, num_classes: int) -> float:
    """Plain mean of the F1 of each class against the others.

    Args:
        preds: predicted labels, from 0 to `num_classes - 1`, integers, `(n,)`.
        target: true labels, from 0 to `num_classes - 1`, integers, `(n,)`.
        num_classes: how many classes there are, whether they occur or not.

    Returns:
        The sum of the F1 divided by `num_classes`; an absent class contributes 0.0.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> round(macro_f1(torch.tensor([0, 0, 1, 1]), torch.tensor([0, 0, 1, 0]), 3), 3)
        0.489
    """
    raise NotImplementedError("macro_f1: write your solution here")


# %% [markdown]
# ## 7. `rmse` (8 points)
#
# When a number is predicted, the question is by how much the network is off. RMSE squares each error, so
# that large errors weigh a lot, and takes the root in the end to get back to the units of the target: if
# you predict pesos it is in pesos, not in squared pesos. **Mind the slide «Model Evaluation»**: its formula
# forgot the root.
#
# **Takes** `preds` and `target`, real numbers of shape `(n,)`.
#
# **Returns** the root of the mean of the squared errors.
#
# **Example.** With `preds = (0, 2)` and `target = (0, 0)`: `√2 = 1.414`, not `2`.

# %%
def rmse(preds: Tensor, target: Tensor) -> float:
    """Root of the mean squared error.

    Args:
        preds: predicted values, `(n,)`.
        target: true values, `(n,)`.

    Returns:
        The root of the mean of `(target - preds)²`.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> round(rmse(torch.tensor([0.0, 2.0]), torch.tensor([0.0, 0.0])), 3)
        1.414
    """
    raise NotImplementedError("rmse: write your solution here")


# %% [markdown]
# ## 8. `mae` (6 points)
#
# The mean error, plain and simple: how far the network is from the true value, in the units of the target
# and without exaggerating large errors. The formula of the slide «Model Evaluation» is right as it stands.
#
# **Takes** `preds` and `target`, real numbers of shape `(n,)`.
#
# **Returns** the mean of the absolute errors.
#
# **Example.** With `preds = (1, 5)` and `target = (2, 3)`: `(1 + 2) / 2 = 1.5`.

# %%
def mae(preds: Tensor, target: Tensor) -> float:
    """Mean absolute error.

    Args:
        preds: predicted values, `(n,)`.
        target: true values, `(n,)`.

    Returns:
        The mean of `|target - preds|`.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> mae(torch.tensor([1.0, 5.0]), torch.tensor([2.0, 3.0]))
        1.5
    """
    raise NotImplementedError("mae: write your solution here")


# %% [markdown]
# ## 9. `mape` (8 points)
#
# Being off by 10 is a lot if the value was 20 and nothing if it was a million. MAPE measures each error
# relative to the true value and expresses it in percent. As the true value may be 0, the denominator never
# goes below a minimum `eps`. **Mind the slide «Model Evaluation»**: the absolute value is missing in its
# denominator.
#
# **Takes** `preds` and `target`, real numbers of shape `(n,)`, and `eps`.
#
# **Returns** `100 · mean(|y − ŷ| / max(eps, |y|))`, in percent: 12.5 means 12.5 %. Here `y` is `target` and
# `ŷ` is `preds`.
#
# **Conventions**
#
# - `eps` is a minimum of the denominator; it is not added to it.
#
# **Example.** With `preds = (1.5, -1)` and `target = (1, -2)`, the relative errors are 0.5 and 0.5: `50.0`.

# %%
def mape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    """Mean absolute percentage error.

    Args:
        preds: predicted values, `(n,)`.
        target: true values, `(n,)`.
        eps: the minimum of the denominator.

    Returns:
        `100 · mean(|target - preds| / max(eps, |target|))`.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> mape(torch.tensor([1.5, -1.0]), torch.tensor([1.0, -2.0]))
        50.0
        >>> mape(torch.tensor([1.0]), torch.tensor([0.0]), eps=0.5)
        200.0
    """
    raise NotImplementedError("mape: write your solution here")


# %% [markdown]
# ## 10. `smape` (8 points)
#
# MAPE treats those who predict too much and those who predict too little differently. SMAPE mends that: it
# compares each error with the size of both, value and prediction, and so always lies between 0 (perfect)
# and 2 (opposite signs). **Mind the slide «Model Evaluation»**: its sum runs up to 2 instead of `m`, and
# its denominator adds before it takes the absolute value.
#
# **Takes** `preds` and `target`, real numbers of shape `(n,)`, and `eps`.
#
# **Returns** `2 · mean(|y − ŷ| / max(|y| + |ŷ|, eps))`, between 0 and 2 (it is no percentage).
#
# **Conventions**
#
# - `eps` is a minimum of the denominator; it is not added to it.
# - Where value and prediction are 0 there is no error: that term is 0.
#
# **Example.** With `preds = (3, -1)` and `target = (1, 1)`, the terms are 2/4 and 2/2: the result is
# `2 · 0.75 = 1.5`.

# %%
def smape(preds: Tensor, target: Tensor, eps: float = 1.17e-6) -> float:
    """Symmetric mean absolute percentage error, from 0 to 2.

    Args:
        preds: predicted values, `(n,)`.
        target: true values, `(n,)`.
        eps: the minimum of the denominator.

    Returns:
        `2 · mean(|target - preds| / max(|target| + |preds|, eps))`.

    Raises:
        ValueError: if there are no samples or the shapes differ.

    Example:
        >>> smape(torch.tensor([3.0, -1.0]), torch.tensor([1.0, 1.0]))
        1.5
    """
    raise NotImplementedError("smape: write your solution here")


# %% [markdown]
# ## 11. `labels_from_logits` (10 points)
#
# The network gives logits and the metrics ask for labels. According to the slide «Convenciones: Optimizador
# y Loss Function», in binary classification the network has a single output per sample; with more classes,
# one output per class. This function turns both into labels, and it is the place where an error slips in
# most easily: a threshold is for **probabilities**, and a logit of 0.3 is a probability of 0.57.
#
# **Takes** `logits` of shape `(n,)` or `(n, 1)`, binary, or `(n, C)` with `C > 1`, and `threshold`.
#
# **Returns** a tensor `(n,)` of int64 labels.
#
# **Conventions**
#
# - Binary logits: 1 where the probability (the sigmoid of the logit) is **at least** `threshold`, else 0.
# - Logits `(n, C)` with `C > 1`, also with `C = 2`: the class of the greatest logit. `threshold` plays no
#   part.
# - With a single sample the result has shape `(1,)`, too. An empty tensor raises `ValueError`.
#
# **Example.** With `logits = (-1, 0, 0.3)`: `(0, 1, 1)`. With `threshold=0.55`: `(0, 0, 1)`.

# %%
def labels_from_logits(logits: Tensor, threshold: float = 0.5) -> Tensor:
    """Labels from the logits of the network.

    Args:
        logits: `(n,)` or `(n, 1)`, binary, or `(n, C)` with `C > 1`.
        threshold: the probability from which on the label is 1; for binary logits only.

    Returns:
        int64 tensor `(n,)`.

    Example:
        >>> labels_from_logits(torch.tensor([-1.0, 0.0, 0.3]))
        tensor([0, 1, 1])
        >>> labels_from_logits(torch.tensor([[0.1, 2.0, -1.0], [3.0, 0.0, 1.0]]))
        tensor([1, 0])
    """
    raise NotImplementedError("labels_from_logits: write your solution here")


# %% [markdown]
# ## 12. `RunningMetrics` (10 points)
#
# The slide «Model Evaluation» proposes to use metrics to follow the progress of the model, epoch by epoch.
# But predictions come one batch at a time, and averaging the metrics of the batches does not give the
# metric of the whole: with F1 the result can be far off. This class gathers what is needed while the
# batches pass and computes in the end.
#
# **Methods**
#
# - `update(preds, target)` adds a batch: labels 0 and 1 of shape `(n,)`. Batches may be of different sizes
#   and none comes empty. If the shapes differ there is a `ValueError`, in `compute` at the latest.
# - `compute()` returns a dictionary with `accuracy`, `precision`, `recall` and `f1` of **everything** seen
#   since the last `reset`, each a `float`. It clears nothing: it may be called several times, and more may
#   be added afterwards.
# - `reset()` forgets everything, to begin another epoch.
#
# **Conventions**
#
# - Class 1 is the positive one, and a ratio whose denominator is 0 is `0.0`.
# - `compute()` with nothing seen, at the start or right after `reset`, raises `ValueError`.
# - Each object keeps its own count (one for train and another for val, for instance).
#
# **Example.** After `update((1, 1), (1, 1))` and `update((1, 0, 0), (0, 1, 0))`, `compute()` returns an
# accuracy of 0.6, and precision, recall and f1 of 2/3.

# %%
class RunningMetrics:
    """Binary metrics of all batches seen since the last `reset`.

    Example:
        >>> metrics = RunningMetrics()
        >>> metrics.update(torch.tensor([1, 1]), torch.tensor([1, 1]))
        >>> metrics.update(torch.tensor([1, 0, 0]), torch.tensor([0, 1, 0]))
        >>> {name: round(value, 2) for name, value in metrics.compute().items()}
        {'accuracy': 0.6, 'precision': 0.67, 'recall': 0.67, 'f1': 0.67}
    """

    def __init__(self) -> None:
        raise NotImplementedError("RunningMetrics.__init__: write your solution here")

    def update(self, preds: Tensor, target: Tensor) -> None:
        """Add a batch of labels 0 and 1, both of shape `(n,)`.
        """
        raise NotImplementedError("RunningMetrics.update: write your solution here")

    def compute(self) -> dict[str, float]:
        """`accuracy`, `precision`, `recall` and `f1` of everything seen; ValueError if there is nothing.
        """
        raise NotImplementedError("RunningMetrics.compute: write your solution here")

    def reset(self) -> None:
        """Forget everything seen.
        """
        raise NotImplementedError("RunningMetrics.reset: write your solution here")
