# %% [markdown]
# # Assignment 6: one honest experiment
#
# So far you wrote the pieces. Now you use them as somebody would who works in this field: with the usual
# libraries, a plot that can be understood and a final result that can be trusted, because the test data
# were looked at only once.
#
# | Exercise | Points |
# | --- | ---: |
# | `track_metrics` | 25 |
# | `plot_validation_curve` | 20 |
# | `diagnose` | 15 |
# | `run_experiment` | 40 |
# | **Total** | **100** |
#
# At the end there are five questions to be answered in your own words. A person marks them, and their
# points come on top of these 100.
#
# **How to work.** Replace each `raise NotImplementedError(...)` with your solution, and change neither
# names nor arguments. You may write helper functions, use one exercise inside another and copy here what
# you did in earlier assignments. To check your progress, as often as you like, run in a terminal:
#
# ```
# autograder check a6_experiment.py
# ```
#
# (or `a6_experiment.ipynb`, if you work in the notebook).
#
# **The libraries.** Here `torchmetrics`, `scikit-learn` and `matplotlib` are used. The data are sets that
# come with scikit-learn, so that there is nothing to download.
#
# **The names** are the course's: `loader` is a `DataLoader` that goes over the whole dataset and whose last
# batch may be smaller (down to one sample); `device`, a `torch.device`; `history`, a dictionary with the
# lists `train_loss` and `val_loss`, one number per epoch.

# %%
from collections.abc import Iterator
from contextlib import contextmanager
import copy
from dataclasses import dataclass, field
import math
from typing import Any

from matplotlib.axes import Axes
import matplotlib.pyplot as plt
from matplotlib.ticker import MaxNLocator
import numpy as np
from sklearn.model_selection import StratifiedShuffleSplit, train_test_split
from sklearn.preprocessing import StandardScaler
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset
from torchmetrics import MetricCollection
from torchmetrics.classification import BinaryAccuracy, BinaryF1Score


# %% [markdown]
# ## 1. `track_metrics` (25 points)
#
# The slide «Model Evaluation» reminds us that metrics also serve to follow the model epoch by epoch, and
# recommends torchmetrics. A `MetricCollection` gathers batch by batch and computes in the end, like your
# `RunningMetrics` of assignment 5. Using it well has two traps that raise no error: if it is not reset, it
# mixes epochs; and if it receives logits that happen to lie all between 0 and 1, it takes them for
# probabilities (it applies the sigmoid only when it sees some value outside that range).
#
# **Takes** a network that gives `(n, 1)` logits, a `loader` of pairs `(inputs, targets)` with targets 0 and
# 1 of shape `(n, 1)`, a `MetricCollection` of binary metrics and the `device` where the network already
# lives.
#
# **Returns** a dictionary with the names of the collection and the value of each metric, as a Python
# `float`.
#
# **Conventions**
#
# - The collection is reset **before** the start: it may come with leftovers of another epoch.
# - The metrics receive **probabilities**, always. Remember that torchmetrics asks for integer targets.
# - The whole set is evaluated, not the mean of the batches.
# - `eval` mode, no gradients during the forward pass, and in the end the network is in the mode in which it
#   came.
# - Each batch is moved to `device`; the metrics have to be where the data are that you give them.
#
# **Example.** With logits `(0.2, 0.4)` and targets `(1, 1)`, the probabilities are 0.55 and 0.60: the
# accuracy is `1.0`. Without the sigmoid it would have been `0.0`.

# %%
@contextmanager
def _evaluating(model: nn.Module) -> Iterator[None]:
    """Eval mode and no gradients; whatever happens, the mode is put back."""
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(was_training)


def track_metrics(
    model: nn.Module, loader: DataLoader, metrics: MetricCollection, device: torch.device
) -> dict[str, float]:
    """Evaluate the metrics of a collection over the whole loader.

    Args:
        model: gives `(n, 1)` logits; it already lives on `device`.
        loader: pairs `(inputs, targets)`, with targets 0 and 1 of shape `(n, 1)`.
        metrics: binary metrics of torchmetrics.
        device: where each batch is moved.

    Returns:
        The value of each metric, by its name in the collection.

    Example:
        >>> data = TensorDataset(torch.tensor([[0.2], [0.4]]), torch.tensor([[1], [1]]))
        >>> metrics = MetricCollection({"accuracy": BinaryAccuracy()})
        >>> track_metrics(nn.Identity(), DataLoader(data), metrics, torch.device("cpu"))
        {'accuracy': 1.0}
    """
    metrics = metrics.to(device)
    metrics.reset()
    with _evaluating(model):
        for inputs, targets in loader:
            probabilities = model(inputs.to(device)).sigmoid()
            metrics.update(probabilities, targets.to(device).long())
    return {name: value.item() for name, value in metrics.compute().items()}


# %% [markdown]
# ## 2. `plot_validation_curve` (20 points)
#
# It is the plot of the slide «Monitoreo de un Modelo: Validation Curve»: training and validation loss, epoch
# by epoch, in which you see when overfitting begins. The mark is at the epoch whose model is worth keeping.
#
# **Takes** `history`, with `train_loss` and `val_loss` of the same length `n ≥ 1`, and, if wished, an `ax` of
# matplotlib.
#
# **Returns** the `Axes` with the plot.
#
# **Conventions**
#
# - Two curves, training and validation, against the epochs `1, 2, …, n`. Each with its name, in the language
#   you prefer, and a legend that shows them.
# - Both axes carry a label.
# - A mark at the **first** epoch where the validation loss is least: a vertical line, a point, an arrow…,
#   drawn as you prefer.
# - If an `ax` comes, it is drawn there and nowhere else. If not, the function makes its own.
# - No window is opened: who calls decides whether to show the plot (no `plt.show()`).
#
# **Example.** With `val_loss = [0.9, 0.5, 0.5, 0.7]` the mark is at epoch 2.

# %%
def plot_validation_curve(history: dict[str, list[float]], ax: Axes | None = None) -> Axes:
    """Draw training and validation loss by epoch, with a mark at the best.

    Args:
        history: lists `train_loss` and `val_loss`, one number per epoch.
        ax: where to draw; without it a figure is made.

    Returns:
        The `Axes` with the plot.

    Example:
        >>> history = {"train_loss": [0.8, 0.4, 0.2], "val_loss": [0.9, 0.5, 0.7]}
        >>> ax = plot_validation_curve(history)
        >>> [len(line.get_xdata()) for line in ax.lines[:2]]
        [3, 3]
    """
    if ax is None:
        _, ax = plt.subplots(layout="constrained")

    val_loss = history["val_loss"]
    epochs = range(1, len(val_loss) + 1)
    best_epoch, best_loss = min(zip(epochs, val_loss), key=lambda pair: pair[1])

    for key, label in (("train_loss", "training"), ("val_loss", "validation")):
        ax.plot(epochs, history[key], label=label)
    ax.annotate(
        f"best: epoch {best_epoch}",
        xy=(best_epoch, best_loss),
        xytext=(20, 30),
        textcoords="offset points",
        arrowprops={"arrowstyle": "->"},
    )
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("epoch")
    ax.set_ylabel("mean loss per sample")
    ax.legend()
    return ax


# %% [markdown]
# ## 3. `diagnose` (15 points)
#
# Reading a curve is a craft, but the first reading can be written down. The slide «Entrenamiento de la Red»
# sums it up: high bias is underfitting, high variance is overfitting. Here we say so with two numbers that
# you choose before training.
#
# **Takes** `history` and, by name, `target_loss` (the training loss that you expect to reach) and `gap` (how
# much worse you let validation become).
#
# **Returns** one of these three texts, deciding in this order:
#
# 1. `"underfitting"` if the **best** training loss is above `target_loss`;
# 2. else, `"overfitting"` if the **last** validation loss exceeds the **least** by more than `gap`;
# 3. else, `"good fit"`.
#
# **Conventions**
#
# - Both comparisons are strict: reaching `target_loss` exactly, or getting worse by exactly `gap`, is fine.
#
# **Example.** With training `[0.9, 0.3]`, validation `[0.5, 0.8]`, `target_loss=0.4` and `gap=0.1`:
# `"overfitting"`. With `target_loss=0.2`: `"underfitting"`.

# %%
def diagnose(history: dict[str, list[float]], *, target_loss: float, gap: float) -> str:
    """First reading of a validation curve.

    Args:
        history: lists `train_loss` and `val_loss`, one number per epoch.
        target_loss: the training loss that is expected to be reached.
        gap: how much worse validation may become from its minimum.

    Returns:
        `"underfitting"`, `"overfitting"` or `"good fit"`.

    Example:
        >>> history = {"train_loss": [0.9, 0.3], "val_loss": [0.5, 0.8]}
        >>> diagnose(history, target_loss=0.4, gap=0.1)
        'overfitting'
        >>> diagnose(history, target_loss=0.2, gap=0.1)
        'underfitting'
    """
    train_loss, val_loss = history["train_loss"], history["val_loss"]
    rules = (
        ("underfitting", min(train_loss) > target_loss),
        ("overfitting", val_loss[-1] - min(val_loss) > gap),
        ("good fit", True),
    )
    return next(name for name, holds in rules if holds)


# %% [markdown]
# ## 4. `run_experiment` (40 points)
#
# All together, from the data to the result that you would put into a report. What makes an experiment honest
# is the order: as on the slide «Model Validation: Holdout», training data are for learning, validation data
# for deciding (when to stop, which weights to keep) and test data for reporting, **once only and at the
# end**. A test that is looked at earlier is no test any more.
#
# **Takes** `X`, a NumPy array `(n, features)`; `y`, an array `(n,)` of 0 and 1; and by name `seed`, `device`,
# `max_epochs` and `patience`.
#
# **The steps**
#
# 1. A stratified holdout into training, validation and test. The fractions are yours to choose.
# 2. Standardise the features with the mean and deviation of the **training** part, and apply the same to the
#    other two.
# 3. Train a network like the `BinaryClassifier` of assignment 1 (one logit per sample).
# 4. Early stopping on the validation loss, as in assignment 4: it stops after `patience` epochs in a row
#    without improvement, and at `max_epochs` at most.
# 5. Go back to the **best** weights (those of the least validation loss) and only then evaluate on test.
#
# **Returns** a dictionary with
#
# - `history`: `train_loss` and `val_loss`, one number per epoch;
# - `best_epoch`: the epoch of the least validation loss, counting from 1;
# - `test_accuracy` and `test_f1` (class 1 is the positive one), between 0 and 1;
# - `model`: the network, with the best weights.
#
# **Conventions**
#
# - With the same `seed` on the same `device` the same numbers come out, whatever was drawn before; with
#   another `seed`, another split of the data.
# - On scikit-learn's breast cancer data it must reach a test accuracy of at least 0.93.
# - It should take seconds: the data are small.
#
# **Example.** `X, y = load_breast_cancer(return_X_y=True)` and
# `run_experiment(X, y, seed=0, device=torch.device("cpu"))["test_accuracy"]` usually gives some 0.97.

# %%
class Classifier(nn.Module):
    """Fully connected network with one logit per sample."""

    def __init__(self, in_features: int, hidden: tuple[int, ...] = (32, 64)) -> None:
        super().__init__()
        sizes = (in_features, *hidden)
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.head = nn.Linear(sizes[-1], 1)

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.head(x)


@dataclass
class BestKeeper:
    """Remembers the best epoch and says when to stop."""

    patience: int
    loss: float = math.inf
    epoch: int = 0
    state: dict[str, Any] = field(default_factory=dict)
    waited: int = 0

    def update(self, epoch: int, loss: float, model: nn.Module) -> bool:
        if loss < self.loss:
            self.loss, self.epoch, self.waited = loss, epoch, 0
            self.state = copy.deepcopy(model.state_dict())
        else:
            self.waited += 1
        return self.waited >= self.patience


def _split(y: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    everything = np.arange(len(y))
    outer = StratifiedShuffleSplit(n_splits=1, test_size=0.25, random_state=seed)
    rest, test = next(outer.split(everything, y))
    inner = StratifiedShuffleSplit(n_splits=1, test_size=0.2, random_state=seed)
    train, val = next(inner.split(rest, y[rest]))
    return rest[train], rest[val], test


def _loader(X: np.ndarray, y: np.ndarray, seed: int | None = None) -> DataLoader:
    """A loader in order, or shuffled by its own generator when a seed is given."""
    data = TensorDataset(
        torch.as_tensor(X, dtype=torch.float32), torch.as_tensor(y, dtype=torch.float32).unsqueeze(1)
    )
    if seed is None:
        return DataLoader(data, batch_size=128)
    return DataLoader(data, batch_size=16, shuffle=True, generator=torch.Generator().manual_seed(seed))


def _pass(
    model: nn.Module,
    loader: DataLoader,
    device: torch.device,
    optimizer: torch.optim.Optimizer | None = None,
) -> float:
    """Mean loss per sample of one pass; with an optimizer it trains, without it only looks."""
    training = optimizer is not None
    model.train(training)
    total = 0.0
    with torch.set_grad_enabled(training):
        for inputs, targets in loader:
            loss = nn.functional.binary_cross_entropy_with_logits(
                model(inputs.to(device)), targets.to(device)
            )
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(inputs)
    return total / len(loader.dataset)


def run_experiment(
    X: np.ndarray,
    y: np.ndarray,
    *,
    seed: int,
    device: torch.device,
    max_epochs: int = 200,
    patience: int = 10,
) -> dict:
    """Binary classification end to end: split, train, pick the best weights and evaluate them once.

    Args:
        X: `(n, features)`.
        y: `(n,)`, 0 and 1.
        seed: all that is random depends on it.
        device: where training happens.
        max_epochs: how many epochs at most.
        patience: how many epochs in a row without improvement to wait for.

    Returns:
        `history`, `best_epoch`, `test_accuracy`, `test_f1` and `model`.

    Example:
        >>> from sklearn.datasets import load_breast_cancer
        >>> X, y = load_breast_cancer(return_X_y=True)
        >>> result = run_experiment(X, y, seed=0, device=torch.device("cpu"), max_epochs=10)
        >>> len(result["history"]["val_loss"]), result["test_accuracy"] > 0.9
        (10, True)
    """
    train, val, test = _split(y, seed)
    scaler = StandardScaler().fit(X[train])
    train_loader = _loader(scaler.transform(X[train]), y[train], seed=seed)
    val_loader = _loader(scaler.transform(X[val]), y[val])
    test_loader = _loader(scaler.transform(X[test]), y[test])

    with torch.random.fork_rng():  # leave the caller's generators as they were
        torch.manual_seed(seed)
        model = Classifier(X.shape[1]).to(device)
        optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-2)
        history: dict[str, list[float]] = {"train_loss": [], "val_loss": []}
        best = BestKeeper(patience)
        for epoch in range(1, max_epochs + 1):
            history["train_loss"].append(_pass(model, train_loader, device, optimizer))
            history["val_loss"].append(_pass(model, val_loader, device))
            if best.update(epoch, history["val_loss"][-1], model):
                break

    model.load_state_dict(best.state)
    metrics = MetricCollection({"test_accuracy": BinaryAccuracy(), "test_f1": BinaryF1Score()})
    return {
        "history": history,
        "best_epoch": best.epoch,
        "model": model,
        **track_metrics(model, test_loader, metrics, device),
    }


# %% [markdown]
# # Questions
#
# Answer each in three to six lines, in your own words. What counts is not the style but that you show that
# you understand.

# %% [markdown]
# ## Question 1 (4 points)
#
# The slide «Entrenamiento de la Red» says that, with a suitable architecture, the loss should fall epoch by
# epoch. Why? Which loss does it speak of, that of training or that of validation, and what could make an
# epoch go up although everything is right?

# %% [markdown]
# *Write your answer here.*

# %% [markdown]
# ## Question 2 (4 points)
#
# How do the loss and the performance of a model differ? Describe a case, with numbers if you like, in which
# the validation loss gets worse and the accuracy does not change, and say why one does not train with the
# accuracy directly.

# %% [markdown]
# *Write your answer here.*

# %% [markdown]
# ## Question 3 (4 points)
#
# Explain the dilemma of bias and variance with your own curve of `plot_validation_curve`: what does
# underfitting look like, what overfitting, and what would you change in each case?

# %% [markdown]
# *Write your answer here.*

# %% [markdown]
# ## Question 4 (4 points)
#
# Validation uses `torch.no_grad()` and `model.eval()`. What does each do? Does the validation loss change if
# you forget the first? And the second?

# %% [markdown]
# *Write your answer here.*

# %% [markdown]
# ## Question 5 (4 points)
#
# When should training stop, and why are both the best model and the last one kept? Explain why that decision
# may not be taken by looking at the test data.

# %% [markdown]
# *Write your answer here.*
