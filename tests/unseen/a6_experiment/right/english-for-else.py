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
import copy

from matplotlib.axes import Axes
import matplotlib.pyplot as plt
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
import torch
from torch import nn
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset
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
    was_training, grad_was_on = model.training, torch.is_grad_enabled()
    metrics.reset()  # leftovers of another epoch
    metrics.to(device)
    model.eval()
    torch.set_grad_enabled(False)
    for inputs, targets in loader:
        prob = model(inputs.to(device)).sigmoid()
        metrics.update(prob[:, 0], targets.to(device)[:, 0].int())
    torch.set_grad_enabled(grad_was_on)
    model.train(was_training)

    report = {}
    for name, value in metrics.compute().items():
        report[name] = float(value)
    return report


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
        fig, ax = plt.subplots()
        fig.suptitle("Validation curve")
    losses = history["val_loss"]
    epochs = [number for number, _ in enumerate(losses, 1)]
    best = losses.index(min(losses))
    ax.plot(epochs, history["train_loss"], color="C0", label="Training loss")
    ax.plot(epochs, losses, color="C3", label="Validation loss")
    ax.scatter(epochs[best], losses[best], color="C3", zorder=5)
    ax.axvline(epochs[best], color="C3", linestyle=":", linewidth=1)
    ax.set_xlabel("Epoch")
    ax.set_ylabel("Loss")
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
def make_network(n_features: int, hidden=(32, 64)) -> nn.Module:
    if not hidden:
        return nn.Linear(n_features, 1)
    first, *others = hidden
    return nn.Sequential(nn.Linear(n_features, first), nn.ReLU(), make_network(first, others))


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
    # three parts: 55 % / 17 % / 28 % or so
    train_x, hold_x, train_y, hold_y = train_test_split(X, y, test_size=0.45, stratify=y, random_state=seed)
    val_x, test_x, val_y, test_y = train_test_split(
        hold_x, hold_y, test_size=0.62, stratify=hold_y, random_state=seed
    )
    scaler = StandardScaler().fit(train_x)

    def as_inputs(a):
        return torch.as_tensor(scaler.transform(a), dtype=torch.float32).to(device)

    def as_targets(a):
        return torch.as_tensor(a).to(device, torch.float32).reshape(-1, 1)

    train_x, val_x = as_inputs(train_x), as_inputs(val_x)
    train_y, val_y = as_targets(train_y), as_targets(val_y)

    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    model = make_network(X.shape[1]).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3, weight_decay=1e-4)
    criterion = nn.BCEWithLogitsLoss()
    batches = BatchSampler(RandomSampler(range(len(train_x)), generator=generator), 32, drop_last=False)

    history = {"train_loss": [], "val_loss": []}
    best_model, best_epoch, best_loss = None, None, None
    left = patience
    for epoch in range(1, max_epochs + 1):
        model.train()
        running = 0.0
        for rows in batches:
            loss = criterion(model(train_x[rows]), train_y[rows])
            model.zero_grad()
            loss.backward()
            optimizer.step()
            running += loss.item() * len(rows)
        history["train_loss"].append(running / len(train_x))

        model.eval()
        with torch.inference_mode():
            val_loss = criterion(model(val_x), val_y).item()
        history["val_loss"].append(val_loss)

        if best_loss is None or val_loss < best_loss:
            best_model, best_epoch, best_loss, left = copy.deepcopy(model), epoch, val_loss, patience
            continue
        left -= 1
        if not left:
            print(f"stopped early at epoch {epoch}")
            break
    else:
        print(f"all {max_epochs} epochs used")

    # the one and only look at the test data
    best_model.eval()
    with torch.inference_mode():
        predicted = torch.sigmoid(best_model(as_inputs(test_x))) >= 0.5
    actual = as_targets(test_y).bool()
    hits = (predicted == actual).sum().item()
    true_pos = (predicted & actual).sum().item()
    precision = true_pos / max(predicted.sum().item(), 1)
    recall = true_pos / max(actual.sum().item(), 1)
    f1 = 2 * precision * recall / (precision + recall) if true_pos else 0.0
    return {
        "history": history,
        "best_epoch": best_epoch,
        "test_accuracy": hits / len(actual),
        "test_f1": f1,
        "model": best_model,
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
