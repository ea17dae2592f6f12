# %% [markdown] lang="es"
# # Tarea 3: validación
#
# Una red que memoriza los datos de entrenamiento no sirve de mucho; lo que importa es cómo le va con datos
# que no ha visto. En esta tarea separas los datos, los preparas sin hacer trampa y escribes el ciclo que
# entrena y valida a la vez.
#
# | Ejercicio | Puntos |
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
# **Cómo trabajar.** Reemplaza cada `raise NotImplementedError(...)` por tu solución y no cambies los
# nombres ni los argumentos. Puedes escribir funciones auxiliares, usar unos ejercicios dentro de otros y
# usar NumPy, PyTorch o scikit-learn. Para revisar tu avance, todas las veces que quieras, ejecuta en una
# terminal:
#
# ```
# autograder check a3_validation.py
# ```
#
# (o `a3_validation.ipynb`, si trabajas en el notebook).
#
# **Los nombres** son los del curso: `criterion` es la función de pérdida y `loss` el valor que entrega;
# `optimizer` es quien actualiza los pesos; `loader` es un `DataLoader` que recorre todos los datos y
# `device`, un `torch.device`.
#
# **Lo que vale en toda la tarea**
#
# - `X` e `y` llegan como arreglos de NumPy: `X` de forma `(n, d)` e `y` de forma `(n,)`.
# - Los índices que entregas pueden ser arreglos de NumPy, tensores enteros o listas.
# - Lo que depende de `seed` depende **solo** de `seed`: la misma semilla da siempre lo mismo, sin importar
#   qué números al azar se hayan sacado antes.
# - `criterion(outputs, targets)` recibe primero la salida de la red y entrega el **promedio** sobre el
#   batch.
# - El último batch de un `loader` puede ser más chico que los demás.
# - La red puede tener Dropout y BatchNorm, así que el modo (`train` o `eval`) importa.

# %% [markdown] lang="en"
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

# %% [markdown] lang="es"
# ## 1. `holdout_indices` (20 puntos)
#
# ![Los datos, barajados y cortados en tres partes: con una se entrena, otra se mira en cada epoch y la última una sola vez](picture:holdout)
#
# La slide «Model Validation: Holdout» reparte los datos en tres: con **train** la red aprende, con
# **validation** vigilas cómo generaliza mientras aprende, y **test** se guarda para el final. Aquí decides
# qué muestra va a cada parte. Si una clase es escasa, un reparto al azar puede dejarla casi sin muestras en
# una parte; por eso se *estratifica*: cada parte recibe de cada clase lo que le corresponde.
#
# **Recibe** las etiquetas `y`, enteros de forma `(n,)`, y por nombre las fracciones, la semilla y si se
# estratifica.
#
# **Entrega** tres conjuntos de índices: `(train, val, test)`.
#
# **Convenciones**
#
# - Ninguna muestra está en dos partes y entre las tres están todas, una vez cada una.
# - El tamaño de `val` y el de `test` difieren en a lo más 1 de `fracción·n`; `train` es el resto. Al
#   estratificar, esa diferencia puede ser de 1 *por clase*.
# - Una fracción 0 da una parte vacía.
# - Las muestras se barajan antes de repartir (los datos suelen venir ordenados). Con otra semilla, el
#   reparto es otro.
# - Con `stratify=True`, la proporción de cada clase en cada parte es la que tiene en `y`, salvo una muestra
#   por clase. Las clases son los valores que haya en `y`; no tienen por qué ser 0 y 1.
# - Con `stratify=False`, `y` solo dice cuántas muestras hay: sus valores pueden ser todos distintos.
# - Si las fracciones no dejan muestras para entrenar, se lanza `ValueError`.
#
# **Ejemplo.** Con 80 muestras de la clase 0 y 20 de la clase 1, `val_fraction=0.2` y `test_fraction=0.1`,
# `val` tiene 16 y 4; `test`, 8 y 2; y `train`, 56 y 14.

# %% [markdown] lang="en"
# ## 1. `holdout_indices` (20 points)
#
# ![The data, shuffled and cut in three: one part to train on, one to look at every epoch, the last to look at once](picture:holdout)
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
    """Reparte las muestras en train, validation y test.

    Args:
        y: `(n,)`, la etiqueta de cada muestra.
        val_fraction: la fracción de las muestras que va a validation; puede ser 0.
        test_fraction: la fracción de las muestras que va a test; puede ser 0.
        seed: la semilla de la que depende el reparto.
        stratify: si cada parte conserva la proporción de las clases.

    Returns:
        Los índices `(train, val, test)`.

    Raises:
        ValueError: si no quedan muestras para entrenar.

    --- English ---
    Deal the samples out to train, validation and test.

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
    ### BEGIN SOLUTION
    labels = np.asarray(y) if stratify else np.zeros(len(y))
    generator = np.random.default_rng(seed)
    train, val, test = [], [], []
    for label in np.unique(labels):
        members = generator.permutation(np.flatnonzero(labels == label))
        n_val, n_test = round(val_fraction * len(members)), round(test_fraction * len(members))
        val.extend(members[:n_val])
        test.extend(members[n_val : n_val + n_test])
        train.extend(members[n_val + n_test :])
    if val_fraction + test_fraction >= 1 or not train:
        raise ValueError("the fractions leave no sample to train on")
    return np.array(train), np.array(val, dtype=int), np.array(test, dtype=int)
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 2. `standardize` (10 puntos)
#
# Una red aprende mejor cuando todas las columnas están en la misma escala. Pero la media y la desviación
# también se *aprenden* de los datos, y la slide «Model Validation» pide medir la generalización con datos
# que el modelo no haya visto. Si validation participa en ese cálculo, ya se filtró información.
#
# **Recibe** `X_train`, de forma `(n, d)`, y cualquier cantidad de otros arreglos con las mismas columnas.
#
# **Entrega** una tupla con todos ellos, en el mismo orden, estandarizados y en `float32`: arreglos de NumPy
# o tensores, como prefieras.
#
# **Convenciones**
#
# - A cada columna se le resta la media y se la divide por la desviación estándar, **ambas calculadas solo
#   con `X_train`**; los demás arreglos se transforman con esos mismos números.
# - La varianza divide por `n`, no por `n - 1`.
# - Una columna constante en `X_train` solo se centra: se le resta la media y nada más, también en los demás
#   arreglos. Nada se vuelve `NaN`.
# - El resultado es siempre una tupla, aunque solo se entregue `X_train`.
#
# **Ejemplo.** Con `X_train = [[1, 5], [3, 5]]` y otro arreglo `[[5, 6]]`, la media es `[2, 5]` y la
# desviación `[1, 0]`: el resultado es `[[-1, 0], [1, 0]]` y `[[3, 1]]`.

# %% [markdown] lang="en"
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
    """Estandariza las columnas con la media y la desviación de `X_train`.

    Args:
        X_train: `(n, d)`, de donde salen la media y la desviación estándar (con divisor n).
        others: más arreglos de `d` columnas, que se transforman igual.

    Returns:
        `X_train` y los demás, estandarizados, en float32.

    --- English ---
    Standardise the columns by the mean and standard deviation of `X_train`.

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
    ### BEGIN SOLUTION
    X_train = np.asarray(X_train, dtype=np.float64)
    mean = X_train.mean(axis=0)
    constant = X_train.max(axis=0) == X_train.min(axis=0)
    std = np.where(constant, 1.0, X_train.std(axis=0))
    return tuple(((np.asarray(X) - mean) / std).astype(np.float32) for X in (X_train, *others))
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 3. `kfold_indices` (10 puntos)
#
# ![Cinco folds: cada quinto de los datos valida una vez y entrena las otras cuatro](picture:kfold)
#
# Con pocos datos, un solo holdout depende mucho de la suerte. Como resume la slide «Model Validation:
# K-Fold», la idea es hacer holdout `k` veces: los datos se parten en `k` grupos y cada grupo es, por turno,
# el de validación, mientras se entrena con los demás.
#
# **Recibe** cuántas muestras hay, cuántos folds se quieren y, por nombre, la semilla.
#
# **Entrega** una lista con `k` pares `(train, val)` de índices.
#
# **Convenciones**
#
# - En cada fold, `train` son todas las muestras que no están en `val`.
# - Cada muestra está en el `val` de exactamente un fold.
# - Los tamaños de los `val` difieren en a lo más 1 entre sí: si `n_samples` no es múltiplo de `k`, el resto
#   se reparte.
# - Las muestras se barajan **una vez**, según `seed`, antes de repartirlas. Con otra semilla, los folds son
#   otros.
# - Si `k < 2` o `k > n_samples`, se lanza `ValueError`.
#
# **Ejemplo.** Con `n_samples=7` y `k=3`, los `val` tienen 3, 2 y 2 muestras (en cualquier orden) y juntos
# forman `{0, …, 6}`.

# %% [markdown] lang="en"
# ## 3. `kfold_indices` (10 points)
#
# ![Five folds: each fifth of the data validates once and trains the other four times](picture:kfold)
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
    """Reparte las muestras en `k` folds.

    Args:
        n_samples: cuántas muestras hay.
        k: cuántos folds, de 2 a `n_samples`.
        seed: la semilla de la que depende el reparto.

    Returns:
        Por cada fold, los índices `(train, val)`.

    Raises:
        ValueError: si `k < 2` o `k > n_samples`.

    --- English ---
    Deal the samples out to `k` folds.

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
    ### BEGIN SOLUTION
    if not 2 <= k <= n_samples:
        raise ValueError(f"k must be between 2 and {n_samples}, not {k}")
    parts = np.array_split(np.random.default_rng(seed).permutation(n_samples), k)
    return [(np.concatenate(parts[:i] + parts[i + 1 :]), parts[i]) for i in range(k)]
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 4. `make_loaders` (10 puntos)
#
# El ciclo de la slide «Training-Validation Loop» consume batches de train y batches de validación. Los
# primeros conviene barajarlos en cada epoch, para que los batches no sean siempre los mismos; los segundos
# solo se miran, así que su orden queda fijo.
#
# **Recibe** `X` e `y` completos, los índices `train` y `val` que les tocan, y por nombre `batch_size` y
# `seed`.
#
# **Entrega** `(train_loader, val_loader)`: cada uno entrega pares `(inputs, targets)`.
#
# **Convenciones**
#
# - `inputs` es `float32` de forma `(batch, d)` y `targets`, `float32` de forma `(batch, 1)`, aunque `X` sea
#   `float64` e `y` tenga enteros.
# - El loader de train baraja de nuevo en cada epoch. El orden depende solo de `seed`: dos loaders hechos con
#   la misma semilla dan los mismos órdenes, aunque entre medio alguien (por ejemplo, una red que se
#   inicializa o un Dropout) use el generador global de PyTorch.
# - El loader de validación entrega las muestras en el orden de `val`, siempre el mismo.
# - No se pierde ninguna muestra: el último batch puede ser más chico.
#
# **Ejemplo.** Con 7 muestras en `train`, 3 en `val` y `batch_size=4`, el loader de train entrega batches de
# 4 y 3 muestras; el de validación, uno de 3.

# %% [markdown] lang="en"
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
    """Arma los loaders de train y de validación.

    Args:
        X: `(n, d)`, los datos completos.
        y: `(n,)`, el objetivo de cada fila de `X`.
        train: los índices con que se entrena.
        val: los índices con que se valida.
        batch_size: cuántas muestras tiene un batch (el último puede tener menos).
        seed: la semilla de la que depende el orden de train.

    Returns:
        `(train_loader, val_loader)`.

    --- English ---
    Build the loaders of train and of validation.

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
    ### BEGIN SOLUTION
    inputs = torch.as_tensor(X, dtype=torch.float32)
    targets = torch.as_tensor(y, dtype=torch.float32).reshape(-1, 1)
    train_set, val_set = (
        TensorDataset(inputs[indices], targets[indices])
        for indices in (torch.as_tensor(part, dtype=torch.int64) for part in (train, val))
    )
    generator = torch.Generator().manual_seed(seed)  # its own, so that nobody else draws from it
    train_loader = DataLoader(train_set, batch_size=batch_size, shuffle=True, generator=generator)
    return train_loader, DataLoader(val_set, batch_size=batch_size)
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 5. `evaluate` (20 puntos)
#
# Evaluar es mirar sin tocar. La slide «Training-Validation Loop» advierte que, si nadie lo impide, PyTorch
# también se prepara para calcular gradientes con los datos de validación; y en modo `train`, Dropout apaga
# neuronas y BatchNorm ajusta sus estadísticas con lo que ve. Son dos interruptores distintos y hay que
# mover ambos.
#
# **Recibe** la red, que ya vive en `device`, y un `loader` que entrega pares `(inputs, targets)`.
#
# **Entrega** el loss promedio **por muestra**, como `float` de Python.
#
# **Convenciones**
#
# - La red se evalúa en modo `eval`, y al terminar queda en el modo en que llegó, sea cual sea.
# - Los gradientes están desactivados mientras corre el Forward Pass. Usar `detach()` después no basta. Al
#   terminar, se puede seguir entrenando como si nada.
# - No cambian ni los parámetros, ni sus gradientes (`.grad`), ni las estadísticas de BatchNorm.
# - Cada batch se lleva a `device` antes de usarlo.
# - Todas las muestras pesan lo mismo: el último batch puede ser más chico.
#
# **Ejemplo.** Tres muestras en batches de 2 y 1, con losses promedio `0.0` y `9.0`: el resultado es `3.0`.

# %% [markdown] lang="en"
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
    """Mide el loss de la red sobre un loader, sin cambiarla.

    Args:
        model: la red, que ya vive en `device`; queda en el modo en que llegó.
        loader: entrega pares `(inputs, targets)`; el último batch puede ser más chico.
        criterion: `criterion(outputs, targets)` es el promedio del batch.
        device: adonde se lleva cada batch.

    Returns:
        El loss promedio por muestra.

    --- English ---
    Measure the loss of the network over a loader, without changing it.

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
    ### BEGIN SOLUTION
    was_training = model.training
    model.eval()
    total_loss, n_samples = 0.0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            total_loss += criterion(model(inputs), targets).item() * len(inputs)
            n_samples += len(inputs)
    model.train(was_training)
    return total_loss / n_samples
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 6. `train_and_validate` (20 puntos)
#
# ![El loss de entrenamiento baja siempre; el de validación baja, llega a su mínimo y vuelve a subir](picture:validation_curve)
#
# Ahora se juntan las dos mitades de la slide «Training-Validation Loop»: en cada epoch la red entrena con
# todos los batches de train y después se mide con los de validación. Las dos listas que resultan son las
# curvas de «Monitoreo de un Modelo: Validation Curve», donde se ve cuándo empieza el overfitting.
#
# **Recibe** la red, los dos loaders, `criterion`, `optimizer` y, por nombre, `epochs` y `device`.
#
# **Entrega** un diccionario `{"train_loss": [...], "val_loss": [...]}`, dos listas con un `float` por epoch.
#
# **Convenciones**
#
# - Ambos son promedios **por muestra**. El de train promedia los losses con que se entrenó cada batch; no se
#   miden de nuevo al terminar.
# - Una actualización por batch de train, en el orden del loader, con los gradientes de ese batch y de ningún
#   otro; cada batch se lleva a `device`.
# - Se valida **después** de las actualizaciones del epoch, como en `evaluate`.
# - La red entrena en modo `train` en **todos** los epochs, cualquiera sea el modo en que llega. Ojo: validar
#   cambia el modo.
# - Los datos de validación no actualizan nada: ni pesos, ni gradientes que usen los pesos, ni estadísticas
#   de BatchNorm.
# - La red termina con los pesos del último epoch. El modo en que queda da lo mismo.
#
# **Ejemplo.** Una red `y = w·x` con `w = 1`, entrenada con SGD y `lr=0.25` en un batch de dos filas con
# `x = 1` y objetivo 0, y validada con la misma fila: con `epochs=2`, `train_loss` es `[1.0, 0.25]` y
# `val_loss`, `[0.25, 0.0625]`.

# %% [markdown] lang="en"
# ## 6. `train_and_validate` (20 points)
#
# ![The training loss falls throughout; the validation loss falls, reaches its least value and rises again](picture:validation_curve)
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
    """Entrena la red y la valida al final de cada epoch.

    Args:
        model: la red, que ya vive en `device`.
        train_loader: pares `(inputs, targets)` con que se entrena.
        val_loader: pares `(inputs, targets)` con que se valida.
        criterion: `criterion(outputs, targets)` es el promedio del batch.
        optimizer: el optimizador de los parámetros de `model`.
        epochs: cuántas vueltas dar a los datos de train.
        device: adonde se lleva cada batch.

    Returns:
        `{"train_loss": [...], "val_loss": [...]}`, un valor por epoch en cada lista.

    --- English ---
    Train the network and validate it at the end of every epoch.

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
    ### BEGIN SOLUTION
    history: dict[str, list[float]] = {"train_loss": [], "val_loss": []}
    for _ in range(epochs):
        model.train()
        total_loss, n_samples = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total_loss += loss.item() * len(inputs)
            n_samples += len(inputs)
        history["train_loss"].append(total_loss / n_samples)
        history["val_loss"].append(evaluate(model, val_loader, criterion, device))
    return history
    ### END SOLUTION


# %% [markdown] lang="es"
# ## 7. `cross_validate` (10 puntos)
#
# Aquí se arma el K-Fold completo de la slide «Model Validation: K-Fold»: `k` veces se entrena una red
# **nueva** y se la valida con el grupo que no vio. Cada fold es un experimento aparte: si algo pasa de uno a
# otro (la red, el optimizador, la escala de los datos), el resultado sale mejor de lo que es.
#
# **Recibe** `make_model()`, que entrega una red nueva; `make_optimizer(model)`, que entrega un optimizador
# nuevo para esa red; los datos completos `X` e `y`; y el resto por nombre. Todo ocurre en la CPU.
#
# **Entrega** una lista con `k` números: el **último** loss de validación de cada fold, en orden.
#
# **Convenciones**
#
# - Los folds son los de `kfold_indices(len(X), k, seed=seed)`, y los loaders se arman con la misma semilla.
# - En cada fold, los datos se estandarizan con la parte de train de ese fold y de nadie más.
# - Cada fold tiene su propia red y su propio optimizador.
# - Se entrega la lista completa, no su promedio. De cada fold, el valor del último epoch, no el mejor.
#
# **Ejemplo.** Con `k=3` y `epochs=5` se entrenan 3 redes, de 5 epochs cada una, y el resultado tiene 3
# números.

# %% [markdown] lang="en"
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
    """Entrena y valida una red nueva en cada uno de los `k` folds, en la CPU.

    Args:
        make_model: entrega una red nueva cada vez que se la llama.
        make_optimizer: entrega un optimizador nuevo para la red que recibe.
        X: `(n, d)`, los datos completos, sin estandarizar.
        y: `(n,)`, el objetivo de cada fila de `X`.
        k: cuántos folds.
        epochs: cuántos epochs se entrena en cada fold.
        batch_size: el tamaño de los batches.
        criterion: `criterion(outputs, targets)` es el promedio del batch.
        seed: la semilla de los folds y de los loaders.

    Returns:
        El último loss de validación de cada fold.

    --- English ---
    Train and validate a new network on each of the `k` folds, on the CPU.

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
    ### BEGIN SOLUTION
    losses = []
    for train, val in kfold_indices(len(X), k, seed=seed):
        _, scaled = standardize(X[train], X)  # everything, by the statistics of this fold's training part
        train_loader, val_loader = make_loaders(scaled, y, train, val, batch_size=batch_size, seed=seed)
        model = make_model()
        history = train_and_validate(
            model,
            train_loader,
            val_loader,
            criterion,
            make_optimizer(model),
            epochs=epochs,
            device=torch.device("cpu"),
        )
        losses.append(history["val_loss"][-1])
    return losses
    ### END SOLUTION
