# %% [markdown]
# # Assignment 1: networks as modules
#
# In this assignment you build networks as PyTorch modules, get them ready to train and use them to
# predict. It is what you need before you write the training loop of assignment 2.
#
# | Exercise | Points |
# | --- | ---: |
# | `MLP` | 8 |
# | `MLP2` | 10 |
# | `SuperMLP` | 10 |
# | `BinaryClassifier` | 14 |
# | `linear_from_scratch` | 10 |
# | `count_parameters` | 10 |
# | `training_setup` | 12 |
# | `predict_proba` | 12 |
# | `predict` | 8 |
# | `select_device` | 6 |
# | **Total** | **100** |
#
# **How to work.** Replace each `raise NotImplementedError(...)` with your solution, and change neither
# names nor arguments. You may write helper functions and use one exercise inside another. To check your
# progress, as often as you like, run in a terminal:
#
# ```
# autograder check a1_modules.py
# ```
#
# (or `a1_modules.ipynb`, if you work in the notebook).
#
# In the shapes, `batch` is the number of rows: it can be any number, 1 included.

# %%
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn


# %% [markdown]
# ## 1. `MLP` (8 points)
#
# Your first network: a single linear layer wrapped in a class. As the slide «Convenciones: Modelo» shows,
# every network inherits from `nn.Module`; `__init__` creates the layers and `forward` says how data goes
# through them. What you store as an attribute is registered, and that is how the optimizer finds it
# later.
#
# **Shapes:** `(batch, in_features) → (batch, out_features)`.
#
# **Conventions**
#
# - The layer is called `fc1` and has a bias.
# - The output is the layer's, with no activation function.
# - Before you store layers, the base class must be set up with `super().__init__()`.
#
# **Example.** `MLP(in_features=4, out_features=12)` takes five rows of 4 variables to an output
# `(5, 12)`.

# %%
class MLP(nn.Module):
    """One linear layer, `fc1`.

    Args:
        in_features: how many variables go in.
        out_features: how many come out.

    Returns:
        Called with `(batch, in_features)`, a tensor `(batch, out_features)`.

    Example:
        >>> model = MLP(in_features=4, out_features=12)
        >>> model(torch.zeros(5, 4)).shape
        torch.Size([5, 12])
    """

    def __init__(self, in_features: int, out_features: int) -> None:
        raise NotImplementedError("MLP.__init__: write your solution here")

    def forward(self, x: Tensor) -> Tensor:
        raise NotImplementedError("MLP.forward: write your solution here")


# %% [markdown]
# ## 2. `MLP2` (10 points)
#
# Two linear layers in a row are still a linear function; the ReLU between them is what lets the network
# learn more. This is the network with a hidden layer of the slide «Crear Modelos más complejos».
#
# **Shapes:** `(batch, in_features) → (batch, 1)`.
#
# **Conventions**
#
# - `fc1` goes from `in_features` to `out_features`; then a ReLU; then `fc2`, from `out_features` to 1.
#   There is no activation after `fc2`.
# - The input tensor is left as it came. Beware of `inplace=True`: it writes the result over the tensor it
#   receives, so it may only act on a value of your own, never on the input.
#
# **Example.** `MLP2(in_features=12, out_features=8)` takes an input `(5, 12)` to an output `(5, 1)`, by
# way of 8 hidden units.

# %%
class MLP2(nn.Module):
    """Two linear layers, `fc1` and `fc2`, with a ReLU between them.

    Args:
        in_features: how many variables go in.
        out_features: how many units the hidden layer has.

    Returns:
        Called with `(batch, in_features)`, a tensor `(batch, 1)`.

    Example:
        >>> model = MLP2(in_features=12, out_features=8)
        >>> model(torch.zeros(5, 12)).shape
        torch.Size([5, 1])
    """

    def __init__(self, in_features: int, out_features: int) -> None:
        raise NotImplementedError("MLP2.__init__: write your solution here")

    def forward(self, x: Tensor) -> Tensor:
        raise NotImplementedError("MLP2.forward: write your solution here")


# %% [markdown]
# ## 3. `SuperMLP` (10 points)
#
# A network can also be a part of another network: the slide «Crear Modelos más complejos» builds a large
# model out of two smaller ones. The parameters of the parts become parameters of the whole, with nothing
# special to do, as long as each part is an attribute.
#
# **Shapes:** `(batch, 4) → (batch, 1)`.
#
# **Conventions**
#
# - `mlp1` is an `MLP(4, 12)` and `mlp2` an `MLP2(12, 8)`; the output of `mlp1` is the input of `mlp2`.
# - It takes no arguments.
# - All parameters are registered and trainable: `12·4 + 12` of `mlp1`, `8·12 + 8` and `1·8 + 1` of
#   `mlp2`; 173 in all.
#
# **Example.** `SuperMLP()(torch.zeros(5, 4))` has shape `(5, 1)`.

# %%
class SuperMLP(nn.Module):
    """An `MLP` followed by an `MLP2`: `mlp1` and `mlp2`.

    Returns:
        Called with `(batch, 4)`, a tensor `(batch, 1)`.

    Example:
        >>> model = SuperMLP()
        >>> model(torch.zeros(5, 4)).shape
        torch.Size([5, 1])
    """

    def __init__(self) -> None:
        raise NotImplementedError("SuperMLP.__init__: write your solution here")

    def forward(self, x: Tensor) -> Tensor:
        raise NotImplementedError("SuperMLP.forward: write your solution here")


# %% [markdown]
# ## 4. `BinaryClassifier` (14 points)
#
# Now the network for the problem posed by the slide «Convenciones: Optimizador y Loss Function»: two
# classes from 10 variables, by way of 32 and 64 units with ReLU. For two classes **one** output per row
# is enough: the *logit*, any number at all, which the sigmoid later turns into a probability.
#
# **Shapes:** `(batch, in_features) → (batch, 1)`.
#
# **Conventions**
#
# - For each integer in `hidden`, a linear layer of that size and a ReLU; at the end, a linear layer to 1.
# - The output is the logit: neither ReLU nor sigmoid after the last layer.
# - `hidden` may have any length. If it is empty, that leaves a single linear layer, from `in_features` to
#   1.
# - The names of the attributes are yours to choose, but each layer has its own weights and all are
#   registered.
#
# **Example.** `BinaryClassifier(10, hidden=(32, 64))` has three linear layers: from 10 to 32, from 32 to
# 64 and from 64 to 1.

# %%
class BinaryClassifier(nn.Module):
    """A network for two classes, with the hidden layers asked for and one logit as output.

    Args:
        in_features: how many variables go in.
        hidden: the size of each hidden layer, in order; may be empty.

    Returns:
        Called with `(batch, in_features)`, a tensor `(batch, 1)` of logits.

    Example:
        >>> model = BinaryClassifier(in_features=10, hidden=(32, 64))
        >>> model(torch.zeros(5, 10)).shape
        torch.Size([5, 1])
    """

    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        raise NotImplementedError("BinaryClassifier.__init__: write your solution here")

    def forward(self, x: Tensor) -> Tensor:
        raise NotImplementedError("BinaryClassifier.forward: write your solution here")


# %% [markdown]
# ## 5. `linear_from_scratch` (10 points)
#
# Once, it pays to write what `nn.Linear` does inside. The slide «Convenciones: Modelo» warns that PyTorch
# stores the weights transposed with respect to how they look in class: each **row** of `weight` is one
# output neuron.
#
# **Shapes:** `x` is `(batch, in)`, `weight` is `(out, in)` and `bias` is `(out,)` or `None`; the result
# is `(batch, out)`.
#
# **Conventions**
#
# - The result is what `nn.Linear` would give with that `weight` and that `bias`.
# - With `bias=None` nothing is added.
#
# **Example.** With `x = [[1, 2]]`, `weight = [[1, 0], [0, 1], [1, 1]]` and `bias = [0, 0, 10]`, the
# result is `[[1, 2, 13]]`.

# %%
def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """Compute what `nn.Linear` does.

    Args:
        x: `(batch, in)`.
        weight: `(out, in)`, as PyTorch stores it.
        bias: `(out,)`, or None to add nothing.

    Returns:
        The activations, `(batch, out)`.

    Example:
        >>> x = torch.tensor([[1.0, 2.0]])
        >>> weight = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
        >>> linear_from_scratch(x, weight, bias=torch.tensor([0.0, 0.0, 10.0]))
        tensor([[ 1.,  2., 13.]])
    """
    raise NotImplementedError("linear_from_scratch: write your solution here")


# %% [markdown]
# ## 6. `count_parameters` (10 points)
#
# How large is your network? It is measured in trainable parameters, the numbers that the optimizer can
# move. According to the slide «Convenciones: Modelo», each layer keeps its own as attributes, and an
# `nn.Module` knows how to go over those of all its parts.
#
# **Takes** any `nn.Module`. **Returns** an `int`.
#
# **Conventions**
#
# - What is counted are **numbers**, not tensors: a weight `(12, 4)` adds 48.
# - Only trainable ones: a frozen parameter (`requires_grad=False`) does not count.
# - Nor does what is not a parameter, such as the averages that BatchNorm keeps.
# - A parameter shared by two layers counts once.
#
# **Example.** `nn.Linear(4, 12)` has `12·4 + 12 = 60`.

# %%
def count_parameters(model: nn.Module) -> int:
    """Count the trainable parameters of a network.

    Args:
        model: any module.

    Returns:
        How many numbers the optimizer can move; shared ones, once.

    Example:
        >>> count_parameters(nn.Linear(4, 12))
        60
    """
    raise NotImplementedError("count_parameters: write your solution here")


# %% [markdown]
# ## 7. `training_setup` (12 points)
#
# The slide «Convenciones: Optimizador y Loss Function» asks you to define three elements: the hypothesis,
# the loss function and the optimizer. You already have the hypothesis: it is the network. Here you choose
# the other two, `criterion` and `optimizer`, for two classes from logits.
#
# **Returns** the tuple `(criterion, optimizer)`, in that order.
#
# **Conventions**
#
# - `criterion(logits, targets)` takes **logits** `(batch, 1)`, not probabilities, and `float` targets
#   `(batch, 1)` of 0 and 1. It gives the binary cross-entropy, averaged over the batch.
# - `optimizer` holds **all** the trainable parameters of `model`, with learning rate `lr`. Which
#   optimizer to use is up to you.
#
# **Example.** A logit of 0 is a probability of 0.5: whatever the class, the loss is `ln 2 ≈ 0.6931`.

# %%
def training_setup(
    model: nn.Module, lr: float
) -> tuple[Callable[[Tensor, Tensor], Tensor], torch.optim.Optimizer]:
    """Choose the criterion and the optimizer for two classes from logits.

    Args:
        model: a network whose outputs are logits `(batch, 1)`.
        lr: the learning rate of the optimizer.

    Returns:
        `(criterion, optimizer)`; the criterion takes logits and float targets, both `(batch, 1)`.

    Example:
        >>> criterion, optimizer = training_setup(nn.Linear(10, 1), lr=0.01)
        >>> criterion(torch.zeros(5, 1), torch.ones(5, 1))
        tensor(0.6931)
        >>> optimizer.param_groups[0]["lr"]
        0.01
    """
    raise NotImplementedError("training_setup: write your solution here")


# %% [markdown]
# ## 8. `predict_proba` (12 points)
#
# Using a network is not the same as training it. The slide «Convenciones: Optimizador y Loss Function»
# recalls that there is a mode for each: with Dropout or BatchNorm, predicting in `train` mode gives other
# numbers. And the last slide «Training-Validation Loop» shows that, outside training, PyTorch should not
# go on recording operations in order to compute gradients.
#
# **Takes** a network that gives one logit per row, and `x`, which already lives where the model lives.
#
# **Shapes:** `x` is `(batch, in_features)`, the model gives `(batch, 1)` and the result is `(batch,)`.
#
# **Conventions**
#
# - The result is the probability of class 1: the sigmoid of the logit.
# - The forward pass happens in `eval` mode and with **no graph**: gradients are disabled while the
#   network computes. A `detach()` afterwards is not enough.
# - At the end the network is in the mode it was in, `train` or `eval`; also if the model raises an
#   exception, which must reach the caller.
# - With a single row, the shape is `(1,)`, not `()`.
#
# **Example.** For logits `[[0.0], [2.0]]`, the result is `[0.5, 0.8808]`.

# %%
def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    """Compute the probability of class 1 for each row, leaving the network as it was.

    Args:
        model: a network from `(batch, in_features)` to logits `(batch, 1)`.
        x: `(batch, in_features)`, where the model lives.

    Returns:
        The probabilities, `(batch,)`, with no graph.

    Example:
        >>> predict_proba(nn.Identity(), torch.tensor([[0.0], [2.0]]))
        tensor([0.5000, 0.8808])
    """
    raise NotImplementedError("predict_proba: write your solution here")


# %% [markdown]
# ## 9. `predict` (8 points)
#
# From the probability to the decision: compare it with a threshold. The slide «Model Evaluation» needs
# just this, because metrics such as accuracy compare labels, not probabilities.
#
# **Shapes:** `x` is `(batch, in_features)` and the result `(batch,)`, of type `int64`, with zeros and
# ones.
#
# **Conventions**
#
# - The class is 1 where the **probability** is greater than **or equal to** `threshold`, and 0 in the
#   other rows.
# - The rules of `predict_proba` hold here too: `eval` mode and no graph. The simplest is to use it.
#
# **Example.** For probabilities `[0.5, 0.8808]`, the result is `[1, 1]`; with `threshold=0.7`, it is
# `[0, 1]`.

# %%
def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    """Decide the class of each row, 0 or 1.

    Args:
        model: a network from `(batch, in_features)` to logits `(batch, 1)`.
        x: `(batch, in_features)`, where the model lives.
        threshold: the probability from which the class is 1.

    Returns:
        The classes, `(batch,)`, of type int64.

    Example:
        >>> predict(nn.Identity(), torch.tensor([[0.0], [2.0]]), threshold=0.7)
        tensor([0, 1])
    """
    raise NotImplementedError("predict: write your solution here")


# %% [markdown]
# ## 10. `select_device` (6 points)
#
# The same code should run on your computer without a GPU and on one that has it. The slide «Pytorch en
# GPU» advises to develop on CPU, where errors are easier to understand, and to switch once everything
# works: `prefer_gpu` is that switch.
#
# **Returns** a `torch.device`, not a string.
#
# **Conventions**
#
# - `cuda` if PyTorch sees a GPU **and** `prefer_gpu` is true; otherwise `cpu`.
#
# **Example.** `select_device(prefer_gpu=False)` is always `torch.device("cpu")`.

# %%
def select_device(prefer_gpu: bool = True) -> torch.device:
    """Choose where to compute.

    Args:
        prefer_gpu: whether to use the GPU when there is one.

    Returns:
        `cuda` if there is a GPU and it is preferred; otherwise `cpu`.

    Example:
        >>> select_device(prefer_gpu=False)
        device(type='cpu')
    """
    raise NotImplementedError("select_device: write your solution here")
