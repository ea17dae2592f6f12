# %% [markdown]
# # Assignment 3: validation
#
# A network that memorises its training data is of little use; what matters is how it does on data it has
# not seen. In this assignment you split the data, prepare them without cheating, and write the loop that
# trains and validates at once.
#
# | Exercise | Points |
# | --- | ---: |
# | `holdout_indices` | 20 |
# | `standardize` | 10 |
# | `kfold_indices` | 10 |
# | `make_loaders` | 10 |
# | `evaluate` | 20 |
# | `train_and_validate` | 20 |
# | `cross_validate` | 10 |
# | **Total** | **100** |
#
# **How to work.** Replace each `raise NotImplementedError(...)` with your solution, and change neither
# names nor arguments. You may write helper functions, use one exercise inside another, and use NumPy,
# PyTorch or scikit-learn. To check your progress, as often as you like, run in a terminal:
#
# ```
# autograder check a3_validation.py
# ```
#
# (or `a3_validation.ipynb`, if you work in the notebook).
#
# **The names** are the course's: `criterion` is the loss function and `loss` the value it gives;
# `optimizer` is what updates the weights; `loader` is a `DataLoader` that goes over the whole dataset and
# `device`, a `torch.device`.
#
# **What holds throughout**
#
# - `X` and `y` arrive as NumPy arrays: `X` of shape `(n, d)` and `y` of shape `(n,)`.
# - The indices you return may be NumPy arrays, integer tensors or lists.
# - What depends on `seed` depends on `seed` **alone**: the same seed always gives the same, whatever random
#   numbers were drawn before.
# - `criterion(outputs, targets)` takes the network's output first and gives the **mean** over the batch.
# - The last batch of a `loader` may be smaller than the others.
# - The network may hold Dropout and BatchNorm, so the mode (`train` or `eval`) matters.

# %%
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader, TensorDataset

Criterion = Callable[[Tensor, Tensor], Tensor]
Indices = np.ndarray | Tensor | Sequence[int]


# %% [markdown]
# ## 1. `holdout_indices` (20 points)
#
# The slide «Model Validation: Holdout» deals the data out in three: from **train** the network learns, with
# **validation** you watch how it generalises while it learns, and **test** is kept for the end. Here you
# decide which sample goes where. When a class is rare, a random split may leave a part almost without it;
# so one *stratifies*: each part receives its due of each class.
#
# **Takes** the labels `y`, integers of shape `(n,)`, and by name the fractions, the seed and whether to
# stratify.
#
# **Returns** three sets of indices: `(train, val, test)`.
#
# **Conventions**
#
# - No sample is in two parts, and together they hold every sample, once each.
# - The sizes of `val` and of `test` are within 1 of `fraction·n`; `train` is the rest. With stratification
#   that difference may be 1 *per class*.
# - A fraction of 0 gives an empty part.
# - Samples are shuffled before they are dealt out (data often come sorted). Another seed gives another
#   split.
# - With `stratify=True`, each class has in each part the share that it has in `y`, but for one sample per
#   class. The classes are whatever values `y` holds; they need not be 0 and 1.
# - With `stratify=False`, `y` only tells how many samples there are: its values may all be different.
# - If the fractions leave no sample to train on, `ValueError` is raised.
#
# **Example.** With 80 samples of class 0 and 20 of class 1, `val_fraction=0.2` and `test_fraction=0.1`,
# `val` has 16 and 4; `test`, 8 and 2; and `train`, 56 and 14.

# %%
def holdout_indices(
    y: np.ndarray, *, val_fraction: float, test_fraction: float, seed: int, stratify: bool = True
) -> tuple[Indices, Indices, Indices]:
    """Deal the samples out to train, validation and test.

    Args:
        y: `(n,)`, the label of each sample.
        val_fraction: the fraction of the samples that goes to validation; may be 0.
        test_fraction: the fraction of the samples that goes to test; may be 0.
        seed: the seed on which the split depends.
        stratify: whether each part keeps the shares of the classes.

    Returns:
        The indices `(train, val, test)`.

    Raises:
        ValueError: if no sample is left to train on.

    Example:
        >>> y = np.array([0] * 80 + [1] * 20)
        >>> train, val, test = holdout_indices(y, val_fraction=0.2, test_fraction=0.1, seed=7)
        >>> len(train), len(val), len(test)
        (70, 20, 10)
        >>> int(y[val].sum())
        4
    """
    raise NotImplementedError("holdout_indices: write your solution here")


# %% [markdown]
# ## 2. `standardize` (10 points)
#
# A network learns better when all columns are on the same scale. But mean and standard deviation are
# *learned* from data too, and the slide «Model Validation» asks to measure generalisation on data that the
# model has not seen. If validation takes part in that computation, information has already leaked.
#
# **Takes** `X_train`, of shape `(n, d)`, and any number of further arrays with the same columns.
#
# **Returns** a tuple with all of them, in the same order, standardised and in `float32`: NumPy arrays or
# tensors, as you like.
#
# **Conventions**
#
# - From each column the mean is subtracted, and it is divided by the standard deviation, **both computed
#   from `X_train` alone**; the other arrays are transformed by those same numbers.
# - The variance divides by `n`, not by `n - 1`.
# - A column that is constant in `X_train` is only centred: its mean is subtracted and nothing else, in the
#   other arrays too. Nothing becomes `NaN`.
# - The result is always a tuple, even when only `X_train` is given.
#
# **Example.** With `X_train = [[1, 5], [3, 5]]` and another array `[[5, 6]]`, the mean is `[2, 5]` and the
# standard deviation `[1, 0]`: the result is `[[-1, 0], [1, 0]]` and `[[3, 1]]`.

# %%
def standardize(X_train: np.ndarray, *others: np.ndarray) -> tuple[np.ndarray | Tensor, ...]:
    """Standardise the columns by the mean and standard deviation of `X_train`.

    Args:
        X_train: `(n, d)`, from which mean and standard deviation (with divisor n) are computed.
        others: further arrays of `d` columns, which are transformed alike.

    Returns:
        `X_train` and the others, standardised, in float32.

    Example:
        >>> train, val = standardize(np.array([[1.0, 5.0], [3.0, 5.0]]), np.array([[5.0, 6.0]]))
        >>> train.tolist(), val.tolist()
        ([[-1.0, 0.0], [1.0, 0.0]], [[3.0, 1.0]])
    """
    raise NotImplementedError("standardize: write your solution here")


# %% [markdown]
# ## 3. `kfold_indices` (10 points)
#
# With little data, a single holdout depends much on luck. As the slide «Model Validation: K-Fold» sums up,
# the idea is to do holdout `k` times: the data are cut into `k` groups and each group in turn is the one to
# validate on, while you train on the others.
#
# **Takes** how many samples there are, how many folds are wanted and, by name, the seed.
#
# **Returns** a list of `k` pairs `(train, val)` of indices.
#
# **Conventions**
#
# - In each fold, `train` is every sample that is not in `val`.
# - Each sample is in the `val` of exactly one fold.
# - The sizes of the `val` differ from each other by at most 1: where `n_samples` is no multiple of `k`, the
#   remainder is dealt out.
# - Samples are shuffled **once**, by `seed`, before they are dealt out. Another seed gives other folds.
# - If `k < 2` or `k > n_samples`, `ValueError` is raised.
#
# **Example.** With `n_samples=7` and `k=3`, the `val` have 3, 2 and 2 samples (in any order), and together
# they make up `{0, …, 6}`.

# %%
def kfold_indices(n_samples: int, k: int, *, seed: int) -> list[tuple[Indices, Indices]]:
    """Deal the samples out to `k` folds.

    Args:
        n_samples: how many samples there are.
        k: how many folds, from 2 to `n_samples`.
        seed: the seed on which the folds depend.

    Returns:
        For each fold, the indices `(train, val)`.

    Raises:
        ValueError: if `k < 2` or `k > n_samples`.

    Example:
        >>> folds = kfold_indices(7, 3, seed=0)
        >>> [(len(train), len(val)) for train, val in folds]
        [(4, 3), (5, 2), (5, 2)]
        >>> sorted(int(i) for _, val in folds for i in val)
        [0, 1, 2, 3, 4, 5, 6]
    """
    raise NotImplementedError("kfold_indices: write your solution here")


# %% [markdown]
# ## 4. `make_loaders` (10 points)
#
# The loop of the slide «Training-Validation Loop» uses up batches of train and batches of validation. The
# former are better shuffled in every epoch, so that the batches are not always the same; the latter are only
# looked at, so their order stays fixed.
#
# **Takes** the whole `X` and `y`, the indices `train` and `val` that belong to each, and by name
# `batch_size` and `seed`.
#
# **Returns** `(train_loader, val_loader)`: each gives pairs `(inputs, targets)`.
#
# **Conventions**
#
# - `inputs` is `float32` of shape `(batch, d)` and `targets`, `float32` of shape `(batch, 1)`, even if `X`
#   is `float64` and `y` holds integers.
# - The training loader shuffles anew in every epoch. The order depends on `seed` alone: two loaders made
#   with the same seed give the same orders, even if in between somebody (a network that is initialised, say,
#   or a Dropout) uses PyTorch's global generator.
# - The validation loader gives the samples in the order of `val`, always the same.
# - No sample gets lost: the last batch may be smaller.
#
# **Example.** With 7 samples in `train`, 3 in `val` and `batch_size=4`, the training loader gives batches of
# 4 and 3 samples; the validation one, one of 3.

# %%
def make_loaders(
    X: np.ndarray, y: np.ndarray, train: Indices, val: Indices, *, batch_size: int, seed: int
) -> tuple[DataLoader, DataLoader]:
    """Build the loaders of train and of validation.

    Args:
        X: `(n, d)`, the whole data.
        y: `(n,)`, the target of each row of `X`.
        train: the indices to train on.
        val: the indices to validate on.
        batch_size: how many samples a batch has (the last may have fewer).
        seed: the seed on which the order of train depends.

    Returns:
        `(train_loader, val_loader)`.

    Example:
        >>> X, y = np.arange(20.0).reshape(10, 2), np.arange(10)
        >>> train_loader, val_loader = make_loaders(X, y, range(7), [7, 8, 9], batch_size=4, seed=0)
        >>> [len(inputs) for inputs, targets in train_loader]
        [4, 3]
        >>> next(iter(val_loader))[1].tolist()
        [[7.0], [8.0], [9.0]]
    """
    raise NotImplementedError("make_loaders: write your solution here")


# %% [markdown]
# ## 5. `evaluate` (20 points)
#
# To evaluate is to look and not touch. The slide «Training-Validation Loop» warns that, unless somebody
# prevents it, PyTorch gets ready to compute gradients with validation data too; and in `train` mode Dropout
# switches units off and BatchNorm adjusts its statistics to what it sees. These are two different switches,
# and both have to be thrown.
#
# **Takes** the model, which already lives on `device`, and a `loader` that gives pairs
# `(inputs, targets)`.
#
# **Returns** the mean loss **per sample**, as a Python `float`.
#
# **Conventions**
#
# - The model is evaluated in `eval` mode, and ends in the mode in which it arrived, whichever that was.
# - Gradients are disabled while the forward pass runs. To `detach()` afterwards is not enough. When it is
#   over, training can go on as if nothing had happened.
# - Neither the parameters, nor their gradients (`.grad`), nor the BatchNorm statistics change.
# - Each batch is moved to `device` before it is used.
# - All samples weigh the same: the last batch may be smaller.
#
# **Example.** Three samples in batches of 2 and 1, with mean losses `0.0` and `9.0`: the result is `3.0`.

# %%
def evaluate(model: nn.Module, loader: DataLoader, criterion: Criterion, device: torch.device) -> float:
    """Measure the loss of the network over a loader, without changing it.

    Args:
        model: the network, which already lives on `device`; it ends in the mode in which it arrived.
        loader: gives pairs `(inputs, targets)`; the last batch may be smaller.
        criterion: `criterion(outputs, targets)` is the mean over the batch.
        device: where each batch is moved.

    Returns:
        The mean loss per sample.

    Example:
        >>> model = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.ones_(model.weight)
        >>> data = TensorDataset(torch.ones(3, 1), torch.tensor([[1.0], [1.0], [4.0]]))
        >>> evaluate(model, DataLoader(data, batch_size=2), nn.MSELoss(), torch.device("cpu"))
        3.0
        >>> model.training
        True
    """
    raise NotImplementedError("evaluate: write your solution here")


# %% [markdown]
# ## 6. `train_and_validate` (20 points)
#
# Now the two halves of the slide «Training-Validation Loop» come together: in each epoch the network trains
# on all training batches and is then measured on those of validation. The two lists that result are the
# curves of «Monitoreo de un Modelo: Validation Curve», where you see when overfitting begins.
#
# **Takes** the model, the two loaders, `criterion`, `optimizer` and, by name, `epochs` and `device`.
#
# **Returns** a dictionary `{"train_loss": [...], "val_loss": [...]}`, two lists with one `float` per epoch.
#
# **Conventions**
#
# - Both are means **per sample**. That of train averages the losses with which each batch was trained; they
#   are not measured again at the end.
# - One update per training batch, in the loader's order, with the gradients of that batch and of no other;
#   each batch is moved to `device`.
# - Validation comes **after** the updates of the epoch, as in `evaluate`.
# - The model trains in `train` mode in **every** epoch, whatever mode it arrives in. Mind: validating
#   changes the mode.
# - Validation data update nothing: neither weights, nor gradients that the weights use, nor BatchNorm
#   statistics.
# - The model ends with the weights of the last epoch. Its final mode does not matter.
#
# **Example.** A model `y = w·x` with `w = 1`, trained with SGD and `lr=0.25` on a batch of two rows with
# `x = 1` and target 0, and validated on the same row: with `epochs=2`, `train_loss` is `[1.0, 0.25]` and
# `val_loss`, `[0.25, 0.0625]`.

# %%
def train_and_validate(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> dict[str, list[float]]:
    """Train the network and validate it at the end of every epoch.

    Args:
        model: the network, which already lives on `device`.
        train_loader: pairs `(inputs, targets)` to train on.
        val_loader: pairs `(inputs, targets)` to validate on.
        criterion: `criterion(outputs, targets)` is the mean over the batch.
        optimizer: the optimizer of the parameters of `model`.
        epochs: how many passes over the training data.
        device: where each batch is moved.

    Returns:
        `{"train_loss": [...], "val_loss": [...]}`, one value per epoch in each list.

    Example:
        >>> model = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.ones_(model.weight)
        >>> loader = DataLoader(TensorDataset(torch.ones(2, 1), torch.zeros(2, 1)), batch_size=2)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> train_and_validate(
        ...     model, loader, loader, nn.MSELoss(), optimizer, epochs=2, device=torch.device("cpu")
        ... )
        {'train_loss': [1.0, 0.25], 'val_loss': [0.25, 0.0625]}
    """
    raise NotImplementedError("train_and_validate: write your solution here")


# %% [markdown]
# ## 7. `cross_validate` (10 points)
#
# Here the whole K-fold of the slide «Model Validation: K-Fold» comes together: `k` times a **new** network
# is trained and validated on the group that it did not see. Each fold is an experiment of its own: if
# anything passes from one to another (the model, the optimizer, the scale of the data), the result looks
# better than it is.
#
# **Takes** `make_model()`, which gives a new network; `make_optimizer(model)`, which gives a new optimizer
# for that network; the whole data `X` and `y`; and the rest by name. Everything happens on the CPU.
#
# **Returns** a list of `k` numbers: the **last** validation loss of each fold, in order.
#
# **Conventions**
#
# - The folds are those of `kfold_indices(len(X), k, seed=seed)`, and the loaders are made with the same
#   seed.
# - In each fold, the data are standardised by the training part of that fold and by nothing else.
# - Each fold has its own model and its own optimizer.
# - The whole list is returned, not its mean. Of each fold, the value of the last epoch, not the best.
#
# **Example.** With `k=3` and `epochs=5`, 3 networks are trained for 5 epochs each, and the result holds 3
# numbers.

# %%
def cross_validate(
    make_model: Callable[[], nn.Module],
    make_optimizer: Callable[[nn.Module], Optimizer],
    X: np.ndarray,
    y: np.ndarray,
    *,
    k: int,
    epochs: int,
    batch_size: int,
    criterion: Criterion,
    seed: int,
) -> list[float]:
    """Train and validate a new network on each of the `k` folds, on the CPU.

    Args:
        make_model: gives a new network each time it is called.
        make_optimizer: gives a new optimizer for the network it receives.
        X: `(n, d)`, the whole data, not standardised.
        y: `(n,)`, the target of each row of `X`.
        k: how many folds.
        epochs: how many epochs to train in each fold.
        batch_size: the size of the batches.
        criterion: `criterion(outputs, targets)` is the mean over the batch.
        seed: the seed of the folds and of the loaders.

    Returns:
        The last validation loss of each fold.

    Example:
        >>> X, y = np.arange(12.0).reshape(6, 2), np.array([0, 1, 0, 1, 0, 1])
        >>> losses = cross_validate(
        ...     lambda: nn.Linear(2, 1),
        ...     lambda model: torch.optim.SGD(model.parameters(), lr=0.1),
        ...     X, y, k=3, epochs=5, batch_size=2, criterion=nn.BCEWithLogitsLoss(), seed=0,
        ... )
        >>> len(losses)
        3
    """
    raise NotImplementedError("cross_validate: write your solution here")
