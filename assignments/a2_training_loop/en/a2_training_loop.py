# %% [markdown]
# # Assignment 2: the training loop
#
# In this assignment you write, piece by piece, the code that really trains a network: one step, one
# epoch, several epochs and, at the end, the check worth doing before any long training.
#
# | Exercise | Points |
# | --- | ---: |
# | `train_step` | 40 |
# | `train_one_epoch` | 25 |
# | `fit` | 20 |
# | `overfit_one_batch` | 15 |
# | **Total** | **100** |
#
# **How to work.** Replace each `raise NotImplementedError(...)` with your solution, and change neither
# names nor arguments. You may write helper functions and use one exercise inside another. To check your
# progress, as often as you like, run in a terminal:
#
# ```
# autograder check a2_training_loop.py
# ```
#
# (or `a2_training_loop.ipynb`, if you work in the notebook).
#
# **The names** are the course's: `criterion` is the loss function and `loss` the value it gives;
# `optimizer` is what updates the weights; `loader` is a `DataLoader` that goes over the whole dataset and
# `device`, a `torch.device`.
#
# **What holds throughout**
#
# - `criterion(outputs, targets)` takes the network's output first and gives the **mean** over the batch.
# - The last batch of a `loader` may be smaller than the others.
# - The network may hold Dropout and BatchNorm, so the mode (`train` or `eval`) matters.
# - The model, the criterion and the optimizer are those you receive: create no others.

# %%
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.data import DataLoader

Criterion = Callable[[Tensor, Tensor], Tensor]


# %% [markdown]
# ## 1. `train_step` (40 points)
#
# The heart of all training: look at a batch, measure the error and move the weights a little in the
# direction that reduces it. According to the slides «Convenciones: Optimizador y Loss Function» and
# «Training-Validation Loop», that is a forward pass, a backward pass and the update. Keep in mind that
# PyTorch *adds* each new gradient to the one already stored in the parameter: if nobody clears it, the
# step also uses earlier batches.
#
# **Takes** `inputs` of shape `(batch, ...)` and `targets`, one per row. They already live where the model
# lives.
#
# **Returns** the `loss` of the batch, measured *before* the weights are updated, as a Python `float`.
#
# **Conventions**
#
# - Exactly one update, made with the gradients of this batch and of no other.
# - Training happens in `train` mode, whatever mode the model arrives in. You need not restore it at the
#   end.
# - You may clear the gradients before the backward pass or after the update; by the optimizer, by the
#   model or by hand; to `None` or to zero.
#
# **Example.** With a model `y = w·x`, `w = 1`, two rows with `x = 1` and target 0, and mean squared
# error, the `loss` is 1 and the gradient of `w` is 2. With SGD and `lr=0.25`, the function returns `1.0`
# and leaves `w` at `0.5`.

# %%
def train_step(
    model: nn.Module, inputs: Tensor, targets: Tensor, criterion: Criterion, optimizer: Optimizer
) -> float:
    """Update the weights of the network once with this batch.

    Args:
        model: the network; it trains in train mode.
        inputs: `(batch, ...)`, where the model lives.
        targets: one target per row of `inputs`.
        criterion: `criterion(outputs, targets)` is the mean over the batch.
        optimizer: the optimizer of the parameters of `model`.

    Returns:
        The loss of the batch before the update.

    Example:
        >>> model = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.ones_(model.weight)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> train_step(model, torch.ones(2, 1), torch.zeros(2, 1), nn.MSELoss(), optimizer)
        1.0
        >>> model.weight.item()
        0.5
    """
    raise NotImplementedError("train_step: write your solution here")


# %% [markdown]
# ## 2. `train_one_epoch` (25 points)
#
# An epoch is one full pass over the training data. As the slide «Entrenamiento de la Red» puts it, the
# network learns little by little, and the loss of each epoch is the number by which you watch that it
# really does.
#
# **Takes** a `loader` that gives pairs `(inputs, targets)` and the `device` where the model already
# lives.
#
# **Returns** the mean loss **per sample** of the epoch, as a `float`: the sum of the losses of all
# samples divided by how many there are.
#
# **Conventions**
#
# - One update per batch, in the order in which the `loader` gives them, with the model in `train` mode.
# - Each batch is moved to `device` before it is used.
# - What is averaged are the losses with which each batch was trained; they are not measured again at the
#   end.
# - The mean of the means will not do: a smaller last batch would weigh too much.
#
# **Example.** Three samples in batches of 2 and 1, with mean losses `0.0` and `9.0`: the result is
# `(2·0 + 1·9) / 3 = 3.0`, not `4.5`.

# %%
def train_one_epoch(
    model: nn.Module, loader: DataLoader, criterion: Criterion, optimizer: Optimizer, device: torch.device
) -> float:
    """Train the network on each batch of the loader, once.

    Args:
        model: the network, which already lives on `device`; it trains in train mode.
        loader: gives pairs `(inputs, targets)`; the last batch may be smaller.
        criterion: `criterion(outputs, targets)` is the mean over the batch.
        optimizer: the optimizer of the parameters of `model`.
        device: where each batch is moved.

    Returns:
        The mean loss per sample of the epoch.

    Example:
        >>> from torch.utils.data import TensorDataset
        >>> model = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.ones_(model.weight)
        >>> data = TensorDataset(torch.ones(3, 1), torch.tensor([[1.0], [1.0], [4.0]]))
        >>> loader = DataLoader(data, batch_size=2)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
        >>> train_one_epoch(model, loader, nn.MSELoss(), optimizer, torch.device("cpu"))
        3.0
    """
    raise NotImplementedError("train_one_epoch: write your solution here")


# %% [markdown]
# ## 3. `fit` (20 points)
#
# To train is to repeat epochs. The slide «Entrenamiento de la Red» stresses an advantage of moving this
# way: you can always go on from the weights you already have, rather than start from nothing.
#
# **Takes** what `train_one_epoch` takes and, by name, `epochs` and `device`.
#
# **Returns** a list with the mean loss per sample of each epoch, in order.
#
# **Conventions**
#
# - It starts from the weights the model brings and the state the optimizer brings. So calling `fit` with
#   `epochs=2` and then with `epochs=3` ends where a single call with `epochs=5` does.
# - Each call returns its own list, with the epochs of that call only.
# - With `epochs=0` nothing is trained and the result is `[]`.
#
# **Example.** With the model and data of the example of `train_step` (a single batch), `epochs=3` returns
# `[1.0, 0.25, 0.0625]`.

# %%
def fit(
    model: nn.Module,
    loader: DataLoader,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    epochs: int,
    device: torch.device,
) -> list[float]:
    """Train the network for several epochs, from the weights it brings.

    Args:
        model: the network, which already lives on `device`.
        loader: gives pairs `(inputs, targets)`.
        criterion: `criterion(outputs, targets)` is the mean over the batch.
        optimizer: the optimizer of the parameters of `model`.
        epochs: how many passes over the data; may be 0.
        device: where each batch is moved.

    Returns:
        The mean loss per sample of each epoch, in order.

    Example:
        >>> from torch.utils.data import TensorDataset
        >>> model = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.ones_(model.weight)
        >>> loader = DataLoader(TensorDataset(torch.ones(2, 1), torch.zeros(2, 1)), batch_size=2)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> fit(model, loader, nn.MSELoss(), optimizer, epochs=3, device=torch.device("cpu"))
        [1.0, 0.25, 0.0625]
    """
    raise NotImplementedError("fit: write your solution here")


# %% [markdown]
# ## 4. `overfit_one_batch` (15 points)
#
# Before you spend hours of GPU, do this check: can your network memorise a single batch? The slide
# «Entrenamiento de la Red» says that with a suitable architecture the loss ought to keep falling. If it
# does not fall even on a few samples, there is a bug in the code or the network is too small.
#
# **Takes** a batch (`inputs`, `targets`), which already lives where the model lives, and by name
# `max_steps` and `target_loss`.
#
# **Returns** how many updates it made, as an `int`.
#
# **Conventions**
#
# - *Before* each update you look at the loss: if it is less than **or equal to** `target_loss`, you are
#   done. If it was so on arrival, the result is 0 and the weights do not change.
# - Never more than `max_steps` updates are made; if the target was not reached, the result is
#   `max_steps`.
# - A `NaN` loss never reaches the target.
# - Everything happens in `train` mode: the loss that is compared too.
#
# **Example.** With the model and data of the example of `train_step`, the losses are `1.0`, `0.25`,
# `0.0625`: with `target_loss=0.1`, 2 updates are enough; with `max_steps=1`, the result is 1.

# %%
def overfit_one_batch(
    model: nn.Module,
    inputs: Tensor,
    targets: Tensor,
    criterion: Criterion,
    optimizer: Optimizer,
    *,
    max_steps: int,
    target_loss: float,
) -> int:
    """Train on a single batch until the loss comes down to `target_loss`.

    Args:
        model: the network; it trains in train mode.
        inputs: `(batch, ...)`, where the model lives.
        targets: one target per row of `inputs`.
        criterion: `criterion(outputs, targets)` is the mean over the batch.
        optimizer: the optimizer of the parameters of `model`.
        max_steps: how many updates to make at most.
        target_loss: done when the loss is less than or equal to this value.

    Returns:
        How many updates were made.

    Example:
        >>> model = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.ones_(model.weight)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> inputs, targets = torch.ones(2, 1), torch.zeros(2, 1)
        >>> overfit_one_batch(
        ...     model, inputs, targets, nn.MSELoss(), optimizer, max_steps=100, target_loss=0.1
        ... )
        2
    """
    raise NotImplementedError("overfit_one_batch: write your solution here")
