# %% [markdown]
# # Assignment 4: checkpoints and early stopping
#
# Long trainings get cut off: the power fails, the Colab session runs out, somebody turns the computer
# off. And the last epoch is seldom the best one. In this assignment you write what deals with both:
# saving, restoring, keeping the best model, stopping in time and going on where you left off.
#
# | Exercise | Points |
# | --- | ---: |
# | `save_checkpoint` | 15 |
# | `load_checkpoint` | 15 |
# | `Checkpointer` | 20 |
# | `EarlyStopping` | 20 |
# | `fit` | 30 |
# | **Total** | **100** |
#
# **How to work.** Replace each `raise NotImplementedError(...)` with your solution, and change neither
# names nor arguments. You may write helper functions, copy your own from earlier assignments and use one
# exercise inside another. To check your progress, as often as you like, run in a terminal:
#
# ```
# autograder check a4_checkpointing.py
# ```
#
# (or `a4_checkpointing.ipynb`, if you work in the notebook).
#
# **The names** are the course's: `criterion` is the loss function and `loss` the value it gives;
# `optimizer` is what updates the weights; `train_loader` and `val_loader` are `DataLoader`s that go over
# all their data and `device`, a `torch.device`.
#
# **What holds throughout**
#
# - Epochs count **from 1**.
# - `path` and `directory` are `pathlib.Path` objects.
# - A smaller `val_loss` is better. It may be `NaN`, and a `NaN` is never an improvement.
# - The network may hold Dropout and BatchNorm: its state is more than its parameters.

# %%
import copy
import json
import math
import os
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


# %% [markdown]
# ## 1. `save_checkpoint` (15 points)
#
# A checkpoint is a photo of the training: with it you can come back to that point even when the program
# is long gone. The slide «Monitoreo de un Modelo: Validation Curve» advises to have two of them at hand
# at all times, and both are saved with this function. The weights are not enough: an optimizer with
# momentum, or Adam, has a memory of its own, and if it gets lost, the training that follows is another.
#
# **Saves** one single file at `path`: a dictionary with the keys `"epoch"` and `"val_loss"` and, under
# names of your choice, the complete state of the model and that of the optimizer. It may hold more.
#
# **Conventions**
#
# - `torch.load(path, weights_only=True)` has to be able to read it. That is the safe way to open somebody
#   else's file: it accepts only tensors, numbers, texts, lists and dictionaries; no whole network and no
#   NumPy objects.
# - If there was a file at `path` already, it is replaced. The folder exists.
# - If the program dies **while saving** (the disk is full, somebody kills it), a half-written file is
#   never left at `path`. Other files left beside it do not matter. A clue: to rename a file within its
#   folder is one single operation; to write it is not.
#
# **Example.** After saving with `epoch=3` and `val_loss=0.25`,
# `torch.load(path, weights_only=True)["epoch"]` is `3`.

# %%
def save_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float
) -> None:
    """Save in one single file all it takes to come back to this point.

    Args:
        path: the file; if it exists already, it is replaced.
        model: the network whose state is saved.
        optimizer: the optimizer whose state is saved.
        epoch: how many epochs there have been.
        val_loss: the validation loss of that epoch.

    Example:
        >>> import tempfile
        >>> model = nn.Linear(1, 1)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> with tempfile.TemporaryDirectory() as directory:
        ...     path = Path(directory) / "last.pt"
        ...     save_checkpoint(path, model, optimizer, epoch=3, val_loss=0.5)
        ...     checkpoint = torch.load(path, weights_only=True)
        >>> checkpoint["epoch"], checkpoint["val_loss"]
        (3, 0.5)
    """
    raise NotImplementedError("save_checkpoint: write your solution here")


# %% [markdown]
# ## 2. `load_checkpoint` (15 points)
#
# The other half: take a model and an optimizer just made and leave them as they were when the checkpoint
# was saved. The slide «Entrenamiento de la Red» promises it: training can be taken up again from given
# weights. And the slide «Pytorch en GPU» explains why the `device` matters: what was trained on a GPU has
# to open on a computer that has none.
#
# **Takes** the `path` of a file that your `save_checkpoint` wrote; the model; the optimizer, which may be
# left out (when all you want is to predict); and, by name, the `device`.
#
# **Returns** `{"epoch": ..., "val_loss": ...}`, an `int` and a `float`.
#
# **Conventions**
#
# - The model ends with the saved state, on `device`. If an optimizer is given, it ends with the memory and
#   the learning rate that were saved.
# - A checkpoint saved on the GPU can be loaded with `device` being `cpu`, even where there is no GPU.
# - If the file does not exist, `FileNotFoundError` is raised. If the saved state is not of a network like
#   this one (it has tensors too few or too many, or one has another shape), an error is raised, any you
#   like. In both cases **nothing changes**: neither model nor optimizer is left half loaded. Careful:
#   `load_state_dict` copies what fits and only then complains.
#
# **Example.** With the file of the example above, the result is `{"epoch": 3, "val_loss": 0.5}`.

# %%
def load_checkpoint(
    path: Path, model: nn.Module, optimizer: Optimizer | None = None, *, device: torch.device
) -> dict:
    """Leave model and optimizer as they were when the checkpoint was saved.

    Args:
        path: a file that `save_checkpoint` wrote.
        model: the network that takes the saved state; it ends on `device`.
        optimizer: the optimizer of `model`, or None where none is needed.
        device: where everything ends.

    Returns:
        `{"epoch": int, "val_loss": float}`.

    Raises:
        FileNotFoundError: there is no file at `path`.

    Example:
        >>> import tempfile
        >>> model, other = nn.Linear(1, 1), nn.Linear(1, 1)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> with tempfile.TemporaryDirectory() as directory:
        ...     path = Path(directory) / "last.pt"
        ...     save_checkpoint(path, model, optimizer, epoch=3, val_loss=0.5)
        ...     load_checkpoint(path, other, device=torch.device("cpu"))
        {'epoch': 3, 'val_loss': 0.5}
        >>> torch.equal(other.weight, model.weight)
        True
    """
    raise NotImplementedError("load_checkpoint: write your solution here")


# %% [markdown]
# ## 3. `Checkpointer` (20 points)
#
# Which photos to keep? According to the slide «Monitoreo de un Modelo: Validation Curve», in practice one
# keeps the best model and the last epoch: the best, because it is the one you will use; the last, because
# it is where to go on from.
#
# **`Checkpointer(directory)`** saves in that folder; where it does not exist, it makes it.
#
# **`.update(model, optimizer, *, epoch, val_loss)`** is called once per epoch. It returns `True` if this
# one was the best so far and `False` if not.
#
# **Conventions**
#
# - Every call writes `last.pt`. If the epoch was the best, it also writes `best.pt`. Both files are read
#   with your `load_checkpoint`.
# - It is the best if its `val_loss` is **strictly** lower than all before: on a tie the first one stays.
#   The first `val_loss` that is not `NaN` is the best up to then, be it large or small.
# - `.best_epoch` and `.best_val_loss` say which one leads. Before there is one, nobody looks at them.
# - A new `Checkpointer` on the same folder, in another program on another day, remembers the best.
#
# **Example.** With `val_loss` 3, 1, 2, 1 the results are `True, True, False, False`; at the end
# `best_epoch` is 2, `best.pt` is of epoch 2 and `last.pt` of epoch 4.

# %%
class Checkpointer:
    """Keep the last checkpoint and the best one.

    Args:
        directory: the folder of `last.pt` and `best.pt`; where missing, it is made.

    Example:
        >>> import tempfile
        >>> model = nn.Linear(1, 1)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> with tempfile.TemporaryDirectory() as directory:
        ...     checkpointer = Checkpointer(Path(directory) / "run")
        ...     for epoch, val_loss in enumerate([3.0, 1.0, 2.0, 1.0], start=1):
        ...         print(checkpointer.update(model, optimizer, epoch=epoch, val_loss=val_loss))
        True
        True
        False
        False
        >>> checkpointer.best_epoch, checkpointer.best_val_loss
        (2, 1.0)
    """

    def __init__(self, directory: Path) -> None:
        raise NotImplementedError("Checkpointer.__init__: write your solution here")

    def update(self, model: nn.Module, optimizer: Optimizer, *, epoch: int, val_loss: float) -> bool:
        raise NotImplementedError("Checkpointer.update: write your solution here")


# %% [markdown]
# ## 4. `EarlyStopping` (20 points)
#
# The slide «Monitoreo de un Modelo: Validation Curve» says it: once overfitting begins, there is no sense
# in training on. But a validation curve goes up and down, so one does not stop at the first rise: one
# waits patiently for it to improve.
#
# **`EarlyStopping(patience, min_delta=0.0, mode="min")`** watches a value. In mode `"min"` it improves
# when it falls (a loss); in mode `"max"`, when it rises (an accuracy).
#
# **`.step(value)`** is called once per epoch and returns whether to stop: `True` when the last `patience`
# calls, in a row, brought no improvement; before that, `False`.
#
# **Conventions**
#
# - To improve is to beat the best value (not the previous one) by **more** than `min_delta`; in mode
#   `"min"`, to fall by more than `min_delta`. A tie is no improvement, nor is beating it by exactly
#   `min_delta`.
# - The first value that is not `NaN` is an improvement, whatever it is. A `NaN` never is.
# - An improvement forgives the past: the count goes back to zero.
# - `.best` is the last value that counted as an improvement and `.bad_epochs`, the calls since.
# - A `mode` other than those two, or a `patience` below 1, is an error: `ValueError` is raised when the
#   object is made.
#
# **Example.** With `patience=2` and the values 3, 1, 2, 1, `.step` returns `False, False, False, True`;
# at the end `.best` is 1 and `.bad_epochs` is 2.

# %%
class EarlyStopping:
    """Say when to stop, by a value that is looked at once per epoch.

    Args:
        patience: how many calls in a row without improvement it takes to stop; at least 1.
        min_delta: an improvement has to be by more than this.
        mode: "min" if to improve is to fall, "max" if it is to rise.

    Raises:
        ValueError: another `mode`, or a `patience` below 1.

    Example:
        >>> stopping = EarlyStopping(patience=2)
        >>> [stopping.step(value) for value in [3.0, 1.0, 2.0, 1.0]]
        [False, False, False, True]
        >>> stopping.best, stopping.bad_epochs
        (1.0, 2)
    """

    def __init__(self, patience: int, min_delta: float = 0.0, mode: str = "min") -> None:
        raise NotImplementedError("EarlyStopping.__init__: write your solution here")

    def step(self, value: float) -> bool:
        raise NotImplementedError("EarlyStopping.step: write your solution here")


# %% [markdown]
# ## 5. `fit` (30 points)
#
# All together: the loop of the slide «Training-Validation Loop», which saves, stops in time and, if it is
# cut off, goes on where it was.
#
# **In each epoch** it trains on all of `train_loader`, in `train` mode; validates on all of `val_loader`,
# in `eval` mode and without computing gradients; saves `last.pt` and, where due, `best.pt` in `directory`;
# and looks whether to stop: `patience` epochs in a row in which the validation loss does not improve (as
# in `EarlyStopping`, with `min_delta` 0). It never goes beyond `max_epochs`.
#
# **Returns** a dictionary with `"train_loss"` and `"val_loss"` (lists with the mean loss **per sample** of
# each epoch: that of training, by the losses with which each batch was trained), `"best_epoch"` (from 1)
# and `"stopped_early"` (`True` if patience ran out).
#
# **Conventions**
#
# - The model ends with the **best** weights, not with the last. On a tie, the first wins.
# - With `resume=False` it starts afresh with the model and optimizer it receives: old files in
#   `directory` have no influence and are replaced.
# - With `resume=True` it continues after `last.pt`: weights, optimizer, epoch number, the best so far and
#   the patience already used. A training interrupted at any moment, in the middle of an epoch too, ends
#   **the same** as one without interruption, and the history it returns includes the earlier epochs. What
#   you need beyond `last.pt` you may save beside it, or in extra keys. The model and the optimizer it
#   receives are new: nothing of them remains.
# - `max_epochs` is the total, not how many are left: `fit` with `max_epochs=3` and then with
#   `max_epochs=5` and `resume=True` trains 3 epochs and then 2.
# - With `resume=True` and nothing to continue, it starts afresh. If the training had ended already, it
#   trains no further: it returns its history and leaves the best weights.
# - If no epoch was the best, because all gave `NaN`, `best_epoch` is `None` and the last weights stay.
#
# **Example.** With `patience=2` and validation losses 3, 1, 2, 1, … it stops after epoch 4: `best_epoch`
# is 2, `stopped_early` is `True` and the model has the weights of epoch 2.

# %%
def fit(
    model: nn.Module,
    train_loader: DataLoader,
    val_loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    max_epochs: int,
    patience: int,
    directory: Path,
    device: torch.device,
    resume: bool = False,
) -> dict:
    """Train, validate, save, stop in time, and continue what was interrupted.

    Args:
        model: the network, which already lives on `device`; it ends with the best weights.
        train_loader: gives pairs `(inputs, targets)` to train on; the last batch may be smaller.
        val_loader: the same, to validate.
        criterion: `criterion(outputs, targets)` is the mean over the batch.
        optimizer: the optimizer of the parameters of `model`.
        max_epochs: how many epochs in total, at most.
        patience: how many epochs in a row without improvement it takes to stop.
        directory: the folder of the checkpoints; where missing, it is made.
        device: where each batch is moved.
        resume: whether to continue what there is in `directory`.

    Returns:
        `{"train_loss": list, "val_loss": list, "best_epoch": int | None, "stopped_early": bool}`.

    Example:
        >>> import tempfile
        >>> from torch.utils.data import TensorDataset
        >>> model = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.ones_(model.weight)
        >>> train = DataLoader(TensorDataset(torch.ones(2, 1), torch.zeros(2, 1)), batch_size=2)
        >>> val = DataLoader(TensorDataset(torch.ones(2, 1), torch.full((2, 1), 0.5)), batch_size=2)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> with tempfile.TemporaryDirectory() as directory:
        ...     history = fit(
        ...         model, train, val, nn.MSELoss(), optimizer,
        ...         max_epochs=5, patience=2, directory=Path(directory), device=torch.device("cpu"),
        ...     )
        >>> history["train_loss"], history["val_loss"]
        ([1.0, 0.25, 0.0625], [0.0, 0.0625, 0.140625])
        >>> history["best_epoch"], history["stopped_early"], model.weight.item()
        (1, True, 0.5)
    """
    raise NotImplementedError("fit: write your solution here")
