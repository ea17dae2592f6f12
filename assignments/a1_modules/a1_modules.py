# %% [markdown]
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

# %%
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn


# %% [markdown]
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

# %%
class MLP(nn.Module):
    """Una capa lineal, `fc1`.

    Args:
        in_features: cuántas variables entran.
        out_features: cuántas salen.

    Returns:
        Al llamarla con `(batch, in_features)`, un tensor `(batch, out_features)`.

    Example:
        >>> model = MLP(in_features=4, out_features=12)
        >>> model(torch.zeros(5, 4)).shape
        torch.Size([5, 12])
    """

    def __init__(self, in_features: int, out_features: int) -> None:
        raise NotImplementedError("MLP.__init__: escribe aquí tu solución")

    def forward(self, x: Tensor) -> Tensor:
        raise NotImplementedError("MLP.forward: escribe aquí tu solución")


# %% [markdown]
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

# %%
class MLP2(nn.Module):
    """Dos capas lineales, `fc1` y `fc2`, con una ReLU entre ellas.

    Args:
        in_features: cuántas variables entran.
        out_features: cuántas unidades tiene la capa oculta.

    Returns:
        Al llamarla con `(batch, in_features)`, un tensor `(batch, 1)`.

    Example:
        >>> model = MLP2(in_features=12, out_features=8)
        >>> model(torch.zeros(5, 12)).shape
        torch.Size([5, 1])
    """

    def __init__(self, in_features: int, out_features: int) -> None:
        raise NotImplementedError("MLP2.__init__: escribe aquí tu solución")

    def forward(self, x: Tensor) -> Tensor:
        raise NotImplementedError("MLP2.forward: escribe aquí tu solución")


# %% [markdown]
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

# %%
class SuperMLP(nn.Module):
    """Un `MLP` seguido de un `MLP2`: `mlp1` y `mlp2`.

    Returns:
        Al llamarla con `(batch, 4)`, un tensor `(batch, 1)`.

    Example:
        >>> model = SuperMLP()
        >>> model(torch.zeros(5, 4)).shape
        torch.Size([5, 1])
    """

    def __init__(self) -> None:
        raise NotImplementedError("SuperMLP.__init__: escribe aquí tu solución")

    def forward(self, x: Tensor) -> Tensor:
        raise NotImplementedError("SuperMLP.forward: escribe aquí tu solución")


# %% [markdown]
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

# %%
class BinaryClassifier(nn.Module):
    """Una red para dos clases, con las capas ocultas que se le pidan y un logit como salida.

    Args:
        in_features: cuántas variables entran.
        hidden: el tamaño de cada capa oculta, en orden; puede estar vacía.

    Returns:
        Al llamarla con `(batch, in_features)`, un tensor `(batch, 1)` de logits.

    Example:
        >>> model = BinaryClassifier(in_features=10, hidden=(32, 64))
        >>> model(torch.zeros(5, 10)).shape
        torch.Size([5, 1])
    """

    def __init__(self, in_features: int = 10, hidden: Sequence[int] = (32, 64)) -> None:
        raise NotImplementedError("BinaryClassifier.__init__: escribe aquí tu solución")

    def forward(self, x: Tensor) -> Tensor:
        raise NotImplementedError("BinaryClassifier.forward: escribe aquí tu solución")


# %% [markdown]
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

# %%
def linear_from_scratch(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """Calcula lo mismo que `nn.Linear`.

    Args:
        x: `(batch, in)`.
        weight: `(out, in)`, como lo guarda PyTorch.
        bias: `(out,)`, o None para no sumar nada.

    Returns:
        Las activaciones, `(batch, out)`.

    Example:
        >>> x = torch.tensor([[1.0, 2.0]])
        >>> weight = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
        >>> linear_from_scratch(x, weight, bias=torch.tensor([0.0, 0.0, 10.0]))
        tensor([[ 1.,  2., 13.]])
    """
    raise NotImplementedError("linear_from_scratch: escribe aquí tu solución")


# %% [markdown]
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

# %%
def count_parameters(model: nn.Module) -> int:
    """Cuenta los parámetros entrenables de una red.

    Args:
        model: cualquier módulo.

    Returns:
        Cuántos números puede mover el optimizador; los compartidos, una vez.

    Example:
        >>> count_parameters(nn.Linear(4, 12))
        60
    """
    raise NotImplementedError("count_parameters: escribe aquí tu solución")


# %% [markdown]
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

    Example:
        >>> criterion, optimizer = training_setup(nn.Linear(10, 1), lr=0.01)
        >>> criterion(torch.zeros(5, 1), torch.ones(5, 1))
        tensor(0.6931)
        >>> optimizer.param_groups[0]["lr"]
        0.01
    """
    raise NotImplementedError("training_setup: escribe aquí tu solución")


# %% [markdown]
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

# %%
def predict_proba(model: nn.Module, x: Tensor) -> Tensor:
    """Calcula la probabilidad de la clase 1 para cada fila, sin alterar la red.

    Args:
        model: una red de `(batch, in_features)` a logits `(batch, 1)`.
        x: `(batch, in_features)`, donde vive la red.

    Returns:
        Las probabilidades, `(batch,)`, sin grafo.

    Example:
        >>> predict_proba(nn.Identity(), torch.tensor([[0.0], [2.0]]))
        tensor([0.5000, 0.8808])
    """
    raise NotImplementedError("predict_proba: escribe aquí tu solución")


# %% [markdown]
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

# %%
def predict(model: nn.Module, x: Tensor, threshold: float = 0.5) -> Tensor:
    """Decide la clase de cada fila, 0 o 1.

    Args:
        model: una red de `(batch, in_features)` a logits `(batch, 1)`.
        x: `(batch, in_features)`, donde vive la red.
        threshold: la probabilidad desde la cual la clase es 1.

    Returns:
        Las clases, `(batch,)`, de tipo int64.

    Example:
        >>> predict(nn.Identity(), torch.tensor([[0.0], [2.0]]), threshold=0.7)
        tensor([0, 1])
    """
    raise NotImplementedError("predict: escribe aquí tu solución")


# %% [markdown]
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

# %%
def select_device(prefer_gpu: bool = True) -> torch.device:
    """Elige dónde calcular.

    Args:
        prefer_gpu: si se quiere usar la GPU cuando la haya.

    Returns:
        `cuda` si hay GPU y se prefiere; si no, `cpu`.

    Example:
        >>> select_device(prefer_gpu=False)
        device(type='cpu')
    """
    raise NotImplementedError("select_device: escribe aquí tu solución")
