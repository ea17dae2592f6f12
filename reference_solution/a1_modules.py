# %% [markdown] lang="es"
# # Tarea 1: redes como módulos
#
# En esta tarea construyes redes como módulos de PyTorch, las preparas para entrenar y las usas para
# predecir. Es lo que necesitas antes de escribir el ciclo de entrenamiento de la tarea 2.
#
# | Ejercicio | Puntos |
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
# **Cómo trabajar.** Reemplaza cada `raise NotImplementedError(...)` por tu solución y no cambies los
# nombres ni los argumentos. Puedes escribir funciones auxiliares y usar unos ejercicios dentro de otros.
# Para revisar tu avance, todas las veces que quieras, ejecuta en una terminal:
#
# ```
# autograder check a1_modules.py
# ```
#
# (o `a1_modules.ipynb`, si trabajas en el notebook).
#
# En las formas, `batch` es el número de filas: puede ser cualquiera, también 1.

# %% [markdown] lang="en"
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

# %% [markdown] lang="es"
# ## 1. `MLP` (8 puntos)
#
# Tu primera red: una sola capa lineal envuelta en una clase. Como muestra la slide «Convenciones:
# Modelo», toda red hereda de `nn.Module`; en `__init__` se crean las capas y en `forward` se dice cómo
# pasan los datos por ellas. Lo que guardas como atributo queda registrado, y así el optimizador lo
# encuentra después.
#
# **Formas:** `(batch, in_features) → (batch, out_features)`.
#
# **Convenciones**
#
# - La capa se llama `fc1` y tiene bias.
# - La salida es la de la capa, sin función de activación.
# - Antes de guardar capas hay que inicializar la clase base con `super().__init__()`.
#
# **Ejemplo.** `MLP(in_features=4, out_features=12)` lleva cinco filas de 4 variables a una salida
# `(5, 12)`.

# %% [markdown] lang="en"
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
    """Una capa lineal, `fc1`.

    Args:
        in_features: cuántas variables entran.
        out_features: cuántas salen.

    Returns:
        Al llamarla con `(batch, in_features)`, un tensor `(batch, out_features)`.

    --- English ---
    One linear layer, `fc1`.

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
        ### BEGIN SOLUTION
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        ### BEGIN SOLUTION
        return self.fc1(x)
        ### END SOLUTION


# %% [markdown] lang="es"
# ## 2. `MLP2` (10 puntos)
#
# Dos capas lineales seguidas siguen siendo una función lineal; la ReLU entre ellas es lo que permite
# aprender algo más. Es la red con capa oculta de la slide «Crear Modelos más complejos».
#
# **Formas:** `(batch, in_features) → (batch, 1)`.
#
# **Convenciones**
#
# - `fc1` va de `in_features` a `out_features`; luego una ReLU; luego `fc2`, de `out_features` a 1.
#   Después de `fc2` no hay activación.
# - El tensor de entrada queda tal como llegó. Cuidado con `inplace=True`: escribe el resultado sobre el
#   tensor que recibe, así que solo puede actuar sobre un valor tuyo, nunca sobre la entrada.
#
# **Ejemplo.** `MLP2(in_features=12, out_features=8)` lleva una entrada `(5, 12)` a una salida `(5, 1)`,
# pasando por 8 unidades ocultas.

# %% [markdown] lang="en"
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
    """Dos capas lineales, `fc1` y `fc2`, con una ReLU entre ellas.

    Args:
        in_features: cuántas variables entran.
        out_features: cuántas unidades tiene la capa oculta.

    Returns:
        Al llamarla con `(batch, in_features)`, un tensor `(batch, 1)`.

    --- English ---
    Two linear layers, `fc1` and `fc2`, with a ReLU between them.

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
        ### BEGIN SOLUTION
        super().__init__()
        self.fc1 = nn.Linear(in_features, out_features)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(out_features, 1)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        ### BEGIN SOLUTION
        return self.fc2(self.relu(self.fc1(x)))
        ### END SOLUTION


# %% [markdown] lang="es"
# ## 3. `SuperMLP` (10 puntos)
#
# Una red también puede ser una pieza de otra red: la slide «Crear Modelos más complejos» arma un modelo
# grande con dos más chicos. Los parámetros de las piezas pasan a ser parámetros del conjunto, sin hacer
# nada especial, siempre que cada pieza sea un atributo.
#
# **Formas:** `(batch, 4) → (batch, 1)`.
#
# **Convenciones**
#
# - `mlp1` es un `MLP(4, 12)` y `mlp2` un `MLP2(12, 8)`; la salida de `mlp1` es la entrada de `mlp2`.
# - No recibe argumentos.
# - Todos los parámetros quedan registrados y son entrenables: `12·4 + 12` de `mlp1`, `8·12 + 8` y
#   `1·8 + 1` de `mlp2`; 173 en total.
#
# **Ejemplo.** `SuperMLP()(torch.zeros(5, 4))` tiene forma `(5, 1)`.

# %% [markdown] lang="en"
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
    """Un `MLP` seguido de un `MLP2`: `mlp1` y `mlp2`.

    Returns:
        Al llamarla con `(batch, 4)`, un tensor `(batch, 1)`.

    --- English ---
    An `MLP` followed by an `MLP2`: `mlp1` and `mlp2`.

    Returns:
        Called with `(batch, 4)`, a tensor `(batch, 1)`.

    Example:
        >>> model = SuperMLP()
        >>> model(torch.zeros(5, 4)).shape
        torch.Size([5, 1])
    """

    def __init__(self) -> None:
        ### BEGIN SOLUTION
        super().__init__()
        self.mlp1 = MLP(4, 12)
        self.mlp2 = MLP2(12, 8)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        ### BEGIN SOLUTION
        return self.mlp2(self.mlp1(x))
        ### END SOLUTION


# %% [markdown] lang="es"
# ## 4. `BinaryClassifier` (14 puntos)
#
# Ahora la red del problema que plantea la slide «Convenciones: Optimizador y Loss Function»: clasificar
# en dos clases a partir de 10 variables, pasando por 32 y 64 unidades con ReLU. Para dos clases basta
# **una** salida por fila: el *logit*, un número cualquiera que la sigmoide convierte después en
# probabilidad.
#
# **Formas:** `(batch, in_features) → (batch, 1)`.
#
# **Convenciones**
#
# - Por cada entero de `hidden`, una capa lineal de ese tamaño y una ReLU; al final, una capa lineal a 1.
# - La salida es el logit: sin ReLU ni sigmoide después de la última capa.
# - `hidden` puede tener cualquier largo. Si está vacía, queda una sola capa lineal, de `in_features` a 1.
# - Los nombres de los atributos son libres, pero cada capa tiene sus propios pesos y todos quedan
#   registrados.
#
# **Ejemplo.** `BinaryClassifier(10, hidden=(32, 64))` tiene tres capas lineales: de 10 a 32, de 32 a 64 y
# de 64 a 1.

# %% [markdown] lang="en"
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
    """Una red para dos clases, con las capas ocultas que se le pidan y un logit como salida.

    Args:
        in_features: cuántas variables entran.
        hidden: el tamaño de cada capa oculta, en orden; puede estar vacía.

    Returns:
        Al llamarla con `(batch, in_features)`, un tensor `(batch, 1)` de logits.

    --- English ---
    A network for two classes, with the hidden layers asked for and one logit as output.

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
        ### BEGIN SOLUTION
        super().__init__()
        layers: list[nn.Module] = []
        for size in hidden:
            layers += [nn.Linear(in_features, size), nn.ReLU()]
            in_features = size
        self.layers = nn.Sequential(*layers, nn.Linear(in_features, 1))
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        ### BEGIN SOLUTION
        return self.layers(x)
        ### END SOLUTION


# %% [markdown] lang="es"
# ## 5. `linear_from_scratch` (10 puntos)
#
# Una vez conviene escribir lo que hace `nn.Linear` por dentro. La slide «Convenciones: Modelo» advierte
# que PyTorch guarda los pesos traspuestos respecto de como se ven en clases: cada **fila** de `weight` es
# una neurona de salida.
#
# **Formas:** `x` es `(batch, in)`, `weight` es `(out, in)` y `bias` es `(out,)` o `None`; el resultado es
# `(batch, out)`.
#
# **Convenciones**
#
# - El resultado es el mismo que daría `nn.Linear` con ese `weight` y ese `bias`.
# - Con `bias=None` no se suma nada.
#
# **Ejemplo.** Con `x = [[1, 2]]`, `weight = [[1, 0], [0, 1], [1, 1]]` y `bias = [0, 0, 10]`, el resultado
# es `[[1, 2, 13]]`.

# %% [markdown] lang="en"
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
    """Calcula lo mismo que `nn.Linear`.

    Args:
        x: `(batch, in)`.
        weight: `(out, in)`, como lo guarda PyTorch.
        bias: `(out,)`, o None para no sumar nada.

    Returns:
        Las activaciones, `(batch, out)`.

    --- English ---
    Compute what `nn.Linear` does.

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
    ### BEGIN SOLUTION
    activations = x @ weight.T
    return activations if bias is None else activations + bias
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 6. `count_parameters` (10 puntos)
#
# ¿Qué tan grande es tu red? Se mide en parámetros entrenables, los números que el optimizador puede
# mover. Según la slide «Convenciones: Modelo», cada capa guarda los suyos como atributos, y un
# `nn.Module` sabe recorrer los de todas sus partes.
#
# **Recibe** cualquier `nn.Module`. **Entrega** un `int`.
#
# **Convenciones**
#
# - Se cuentan los **números**, no los tensores: un peso `(12, 4)` aporta 48.
# - Solo los entrenables: un parámetro congelado (`requires_grad=False`) no cuenta.
# - Lo que no es parámetro tampoco, como los promedios que guarda BatchNorm.
# - Un parámetro compartido por dos capas cuenta una vez.
#
# **Ejemplo.** `nn.Linear(4, 12)` tiene `12·4 + 12 = 60`.

# %% [markdown] lang="en"
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
    """Cuenta los parámetros entrenables de una red.

    Args:
        model: cualquier módulo.

    Returns:
        Cuántos números puede mover el optimizador; los compartidos, una vez.

    --- English ---
    Count the trainable parameters of a network.

    Args:
        model: any module.

    Returns:
        How many numbers the optimizer can move; shared ones, once.

    Example:
        >>> count_parameters(nn.Linear(4, 12))
        60
    """
    ### BEGIN SOLUTION
    # parameters() gives a shared parameter only once
    return sum(p.numel() for p in model.parameters() if p.requires_grad)
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 7. `training_setup` (12 puntos)
#
# La slide «Convenciones: Optimizador y Loss Function» pide definir tres elementos: la hipótesis, la
# función de pérdida y el optimizador. La hipótesis ya la tienes: es la red. Aquí eliges los otros dos,
# `criterion` y `optimizer`, para clasificar en dos clases a partir de logits.
#
# **Entrega** la tupla `(criterion, optimizer)`, en ese orden.
#
# **Convenciones**
#
# - `criterion(logits, targets)` recibe **logits** `(batch, 1)`, no probabilidades, y objetivos `float`
#   `(batch, 1)` de 0 y 1. Entrega la entropía cruzada binaria, promediada sobre el batch.
# - `optimizer` tiene **todos** los parámetros entrenables de `model`, con learning rate `lr`. Cuál
#   optimizador usar lo decides tú.
#
# **Ejemplo.** Un logit 0 es una probabilidad de 0.5: sea cual sea la clase, el loss es `ln 2 ≈ 0.6931`.

# %% [markdown] lang="en"
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
    """Elige el criterio y el optimizador para clasificar en dos clases a partir de logits.

    Args:
        model: una red cuya salida son logits `(batch, 1)`.
        lr: el learning rate del optimizador.

    Returns:
        `(criterion, optimizer)`; el criterio recibe logits y objetivos float, ambos `(batch, 1)`.

    --- English ---
    Choose the criterion and the optimizer for two classes from logits.

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
    ### BEGIN SOLUTION
    trainable = [p for p in model.parameters() if p.requires_grad]
    return nn.BCEWithLogitsLoss(), torch.optim.Adam(trainable, lr=lr)
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 8. `predict_proba` (12 puntos)
#
# Usar una red es distinto de entrenarla. La slide «Convenciones: Optimizador y Loss Function» recuerda
# que hay un modo para cada cosa: con Dropout o BatchNorm, predecir en modo `train` da otros números. Y la
# última slide «Training-Validation Loop» muestra que, fuera del entrenamiento, PyTorch no debe seguir
# registrando operaciones para calcular gradientes.
#
# **Recibe** una red que entrega un logit por fila, y `x`, que ya está donde vive la red.
#
# **Formas:** `x` es `(batch, in_features)`, la red entrega `(batch, 1)` y el resultado es `(batch,)`.
#
# **Convenciones**
#
# - El resultado es la probabilidad de la clase 1: la sigmoide del logit.
# - El Forward Pass ocurre en modo `eval` y **sin grafo**: los gradientes están desactivados mientras la
#   red calcula. Un `detach()` después no basta.
# - Al terminar, la red queda en el modo en que estaba, `train` o `eval`; también si la red lanza una
#   excepción, que debe llegar a quien llamó.
# - Con una sola fila, la forma es `(1,)`, no `()`.
#
# **Ejemplo.** Para logits `[[0.0], [2.0]]`, el resultado es `[0.5, 0.8808]`.

# %% [markdown] lang="en"
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
    """Calcula la probabilidad de la clase 1 para cada fila, sin alterar la red.

    Args:
        model: una red de `(batch, in_features)` a logits `(batch, 1)`.
        x: `(batch, in_features)`, donde vive la red.

    Returns:
        Las probabilidades, `(batch,)`, sin grafo.

    --- English ---
    Compute the probability of class 1 for each row, leaving the network as it was.

    Args:
        model: a network from `(batch, in_features)` to logits `(batch, 1)`.
        x: `(batch, in_features)`, where the model lives.

    Returns:
        The probabilities, `(batch,)`, with no graph.

    Example:
        >>> predict_proba(nn.Identity(), torch.tensor([[0.0], [2.0]]))
        tensor([0.5000, 0.8808])
    """
    ### BEGIN SOLUTION
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return torch.sigmoid(model(x)).squeeze(1)  # only dimension 1: a batch of one stays (1,)
    finally:
        model.train(was_training)
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 9. `predict` (8 puntos)
#
# De la probabilidad a la decisión: basta compararla con un umbral. La slide «Model Evaluation» necesita
# justamente esto, porque métricas como el accuracy comparan etiquetas, no probabilidades.
#
# **Formas:** `x` es `(batch, in_features)` y el resultado `(batch,)`, de tipo `int64`, con ceros y unos.
#
# **Convenciones**
#
# - La clase es 1 donde la **probabilidad** es mayor **o igual** que `threshold`, y 0 en las demás filas.
# - Valen las mismas reglas que para `predict_proba`: modo `eval` y sin grafo. Lo más simple es usarla.
#
# **Ejemplo.** Para probabilidades `[0.5, 0.8808]`, el resultado es `[1, 1]`; con `threshold=0.7`, es
# `[0, 1]`.

# %% [markdown] lang="en"
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
    """Decide la clase de cada fila, 0 o 1.

    Args:
        model: una red de `(batch, in_features)` a logits `(batch, 1)`.
        x: `(batch, in_features)`, donde vive la red.
        threshold: la probabilidad desde la cual la clase es 1.

    Returns:
        Las clases, `(batch,)`, de tipo int64.

    --- English ---
    Decide the class of each row, 0 or 1.

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
    ### BEGIN SOLUTION
    return (predict_proba(model, x) >= threshold).long()
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 10. `select_device` (6 puntos)
#
# El mismo código debería correr en tu computador sin GPU y en uno que la tenga. La slide «Pytorch en GPU»
# aconseja desarrollar en CPU, donde los errores se entienden mejor, y cambiar cuando todo funcione:
# `prefer_gpu` es ese interruptor.
#
# **Entrega** un `torch.device`, no un texto.
#
# **Convenciones**
#
# - `cuda` si PyTorch ve una GPU **y** `prefer_gpu` es verdadero; si no, `cpu`.
#
# **Ejemplo.** `select_device(prefer_gpu=False)` es siempre `torch.device("cpu")`.

# %% [markdown] lang="en"
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
    """Elige dónde calcular.

    Args:
        prefer_gpu: si se quiere usar la GPU cuando la haya.

    Returns:
        `cuda` si hay GPU y se prefiere; si no, `cpu`.

    --- English ---
    Choose where to compute.

    Args:
        prefer_gpu: whether to use the GPU when there is one.

    Returns:
        `cuda` if there is a GPU and it is preferred; otherwise `cpu`.

    Example:
        >>> select_device(prefer_gpu=False)
        device(type='cpu')
    """
    ### BEGIN SOLUTION
    return torch.device("cuda" if prefer_gpu and torch.cuda.is_available() else "cpu")
    ### END SOLUTION
